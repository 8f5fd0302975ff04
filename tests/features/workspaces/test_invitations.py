"""Inviting and joining over HTTP: from a pasted list to being in, and every way in which a link does not work."""

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.features.identity.models import Address, Person, PersonState
from portal.features.identity.queries import person_by_email
from portal.features.workspaces.models import Invitation, InvitationState, Member, MemberState
from portal.kernel.access import Role, may_read
from portal.kernel.db import db, now, write
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.identity.ways import code_to, link_to, mails
from tests.features.workspaces.ways import NEW, invitation, invite, join, place

LONG = "x" * 120 + "<img src=x onerror=alert(1)>"


def test_a_pasted_list_is_taken_one_by_one(sign_in: SignIn, cast: Cast) -> None:
    pasted = f'"Comer, New" <{NEW}>; second@acme.example\tthird@acme.example\nno address\nngozi@acme.example, bob@acme'
    page = invite(sign_in("maya"), cast, pasted)
    assert "3 people are invited" in page
    assert "3 addresses were not invited" in page
    assert "This person is already in this workspace" in page
    assert page.count("This is not a complete address") == 2
    kept = re.search(r"<textarea[^>]*name=\"emails\"[^>]*>([^<]*)", page)
    assert kept is not None
    assert kept[1].split() == ["no", "address", "bob@acme", "ngozi@acme.example"]
    assert invitation().name == "Comer, New"
    assert {each.email for each in db.session.scalars(select(Invitation))} == {
        NEW,
        "second@acme.example",
        "third@acme.example",
    }


def test_fifty_go_at_once_and_no_more(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("maya")
    page = invite(client, cast, "\n".join(f"p{n}@acme.example" for n in range(51)))
    assert "At most 50 addresses at once" in page
    assert "p50@acme.example" in page
    assert invite(client, cast, "\n".join(f"p{n}@acme.example" for n in range(50))).endswith("/people")


def test_joining_shows_names_only_after_the_code(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast)
    visitor, link = app.test_client(), link_to(NEW, "/join/")
    page = visitor.get(link).text
    assert "Maya Lindqvist" in page
    assert "What is recorded about you" in page
    assert "5 people at Acme Foods" not in page
    assert "4 people at Acme Foods" in page  # Marcus has left
    for name in ("Ngozi", "Priya", "Emily", "Daniel"):
        assert name not in page
    assert invitation().state == InvitationState.NOT_SENT
    where = join(visitor, link)
    inside = visitor.get(where).text
    assert "Priya Raman" in inside
    assert invitation().state == InvitationState.JOINED
    person = person_by_email(NEW)
    assert person is not None
    assert person.name == "New Comer"
    assert not may_read(db.session(), person.actor(), cast.audience("team").id)


def test_a_scanner_that_opens_the_link_joins_nobody(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast)
    link = link_to(NEW, "/join/")
    for _visit in range(3):
        assert app.test_client().get(link).status_code == 200
    assert person_by_email(NEW) is None
    assert invitation().opened_at is None


def test_whoever_is_signed_in_with_the_address_joins_with_one_press(sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast, "rashid@stranger.example", company="Corvid Logistics")
    client, link = sign_in("rashid"), link_to("rashid@stranger.example", "/join/")
    assert "Send me a code" not in client.get(link).text
    assert client.post(link).status_code == 303
    assert client.get(place(cast)).status_code == 200


def test_the_wrong_account_is_told_and_cannot_slip_in(sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast)
    client, link = sign_in("rashid"), link_to(NEW, "/join/")
    assert "You are signed in as Rashid Khan" in client.get(link).text
    assert client.post(link).status_code == 422  # a name is missing: it goes the way of everybody
    assert client.get(place(cast)).status_code == 404


def test_a_link_works_once_and_a_new_one_replaces_it(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    maya = sign_in("maya")
    invite(maya, cast)
    first = link_to(NEW, "/join/")
    assert maya.post(place(cast, f"/invitations/{invitation().public_id}/resend")).status_code == 303
    second = link_to(NEW, "/join/")
    assert app.test_client().get(first).status_code == 410
    join(app.test_client(), second)
    assert app.test_client().post(second, data={"name": "x"}).status_code == 410
    assert maya.post(place(cast, f"/invitations/{invitation().public_id}/resend")).status_code == 404


def test_revoking_between_page_and_code_counts(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    maya, visitor = sign_in("maya"), app.test_client()
    invite(maya, cast)
    answer = visitor.post(link_to(NEW, "/join/"), data={"name": "New Comer"})
    maya.post(place(cast, f"/invitations/{invitation().public_id}/revoke"))
    assert visitor.post(answer.location, data={"code": code_to(NEW)}).status_code == 422
    assert person_by_email(NEW) is None


def test_a_champion_invites_colleagues_into_everyone_only(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    circle = cast.audience("circle").public_id
    page = priya.get(place(cast, "/invite")).text
    assert "You invite colleagues at Acme Foods" in page
    assert "Legal, both sides" not in page
    assert invite(priya, cast, company="Halden Dairy").endswith("/people")
    assert invitation().company_id == cast.companies["acme"]
    assert "Not a valid choice" in invite(priya, cast, role="champion")
    assert "Send invitations" in invite(priya, cast, circles=circle)  # the page again: refused
    assert invite(sign_in("ngozi"), cast) == "403"
    theirs = sign_in("maya")
    invite(theirs, cast, "x@halden.example", company="Halden Dairy")
    other = invitation("x@halden.example").public_id
    assert priya.post(place(cast, f"/invitations/{other}/revoke")).status_code == 403


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("hannah@northwind.example", "Acme Foods", "member"), "works for the house"),
        (("someone@northwind.example", "Northwind Robotics", "team"), "The team is for people of the house"),
        (("rashid@stranger.example", "Northwind Robotics", "team"), "The team is for people of the house"),
        ((NEW, "Acme Foods", "team"), "Roles of the team are for staff"),
        ((NEW, "Northwind Robotics", "member"), "Roles of the team are for staff"),
    ],
)
def test_an_invitation_that_could_not_be_accepted_is_refused(
    sign_in: SignIn, cast: Cast, typed: tuple[str, str, str], words: str
) -> None:
    email, company, role = typed
    assert words in invite(sign_in("maya"), cast, email, company=company, role=role)


def test_a_circle_says_how_much_past_it_opens_and_opens_it(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    maya = sign_in("maya")
    page = maya.get(place(cast, "/invite")).text
    assert "Legal, both sides" in page
    assert page.count("Whoever joins reads the whole past: 0 threads and 0 files") == 2
    invite(maya, cast, circles=cast.audience("circle").public_id)
    join(app.test_client(), link_to(NEW, "/join/"))
    person = person_by_email(NEW)
    assert person is not None
    assert may_read(db.session(), person.actor(), cast.audience("circle").id)


def test_the_state_stands_on_the_people_page(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    maya = sign_in("maya")
    invite(maya, cast)
    assert "Not sent: no mail server is set" in maya.get(place(cast)).text
    with write():
        invitation().state = InvitationState.SENT
    assert "Sent " in maya.get(place(cast)).text
    app.test_client().post(link_to(NEW, "/join/"), data={"name": "N"})
    assert "Opened, not joined yet" in maya.get(place(cast)).text
    with write():
        invitation().expires_at = now()
    assert "Expired" in maya.get(place(cast)).text
    assert "Invitations" not in sign_in("ngozi").get(place(cast)).text
    assert NEW not in sign_in("ngozi").get(place(cast)).text


def test_a_participant_of_an_import_becomes_the_same_person(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    with write():
        former = Person(name="N. Comer", state=PersonState.FORMER)
        former.addresses.append(Address(email=NEW, email_key=NEW))
        db.session.add(former)
        db.session.flush()
        place_id, company = cast.workspaces["acme"], cast.companies["acme"]
        signed = Member(
            workspace_id=place_id, person_id=former.id, company_id=company, role=Role.MEMBER, state=MemberState.FORMER
        )
        db.session.add(signed)
        db.session.flush()
        former_id, signed_id = former.id, signed.id
    invite(sign_in("maya"), cast)
    join(app.test_client(), link_to(NEW, "/join/"), name="Newton Comer")
    person = person_by_email(NEW)
    assert person is not None
    assert (person.id, person.name, person.state) == (former_id, "Newton Comer", PersonState.ACTIVE)
    assert db.session.get_one(Member, signed_id).active


def test_hostile_words_stay_words(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast, message=LONG)
    mail = mails(NEW)[0]
    assert "<img" not in mail.html
    visitor = app.test_client()
    link = link_to(NEW, "/join/")
    assert "<img src=x" not in visitor.get(link).text
    assert "<img src=x" not in visitor.get(join(visitor, link, name=LONG)).text


def ended(word: str, cast: Cast) -> None:
    with write():
        cast.person(word).state = PersonState.OFFBOARDED


def test_a_customer_learns_nothing_about_accounts_of_others(sign_in: SignIn, cast: Cast) -> None:
    ended("rashid", cast)
    answers = {invite(sign_in("priya"), cast, f"{name}@stranger.example") for name in ("rashid", "nobody")}
    assert answers == {place(cast)}
    assert "This person was offboarded" in invite(sign_in("maya"), cast, "rashid@stranger.example", company="Corvid")


def test_whoever_was_offboarded_after_the_invitation_does_not_join(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast, "rashid@stranger.example", company="Corvid Logistics")
    ended("rashid", cast)
    visitor, link = app.test_client(), link_to("rashid@stranger.example", "/join/")
    step = visitor.post(link, data={"name": "Rashid"}).location
    answer = visitor.post(step, data={"code": code_to("rashid@stranger.example")})
    assert answer.status_code == 422
    assert "This account was ended" in answer.text
    assert db.session.scalars(select(Member).where(Member.person_id == cast.people["rashid"])).first() is None
    assert visitor.get(place(cast)).status_code == 303  # to the sign-in


@pytest.mark.parametrize(("who", "role"), [("maya", Role.OWNER), ("priya", Role.CHAMPION)])
def test_nobody_steps_down_by_an_invitation_to_another_address(
    sign_in: SignIn, cast: Cast, who: str, role: Role
) -> None:
    invite(sign_in("daniel"), cast, "second@else.example", role="viewer")
    with write():
        said = {"email": "second@else.example", "email_key": "second@else.example", "primary": False}
        db.session.add(Address(person_id=cast.people[who], verified_at=now(), **said))
        if role.for_staff:  # as after joining two accounts of staff
            db.session.execute(update(Invitation).values(role=Role.TEAM))
    client, link = sign_in(who), link_to("second@else.example", "/join/")
    assert client.post(link).status_code == 303
    db.session.rollback()
    assert cast.member(who).role == role
    assert invitation("second@else.example").state == InvitationState.JOINED


def test_a_link_alone_tells_of_no_account(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast, "R. K. <rashid@stranger.example>", company="Corvid Logistics")
    link = link_to("rashid@stranger.example", "/join/")
    assert "Rashid Khan" not in app.test_client().get(link).text
    assert "R. K." in app.test_client().get(link).text
