"""Inviting and joining over HTTP: from a pasted list to being in, and every way in which a link does not work."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.identity.models import Address, Person, PersonState
from portal.features.identity.queries import person_by_email
from portal.features.workspaces.invitations import wish_again
from portal.features.workspaces.models import Invitation, InvitationState, Member, MemberState
from portal.features.workspaces.services import remove_member
from portal.kernel.access import AudienceReader, Role, may_read
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Worker
from portal.kernel.mail import MailState, OutboundMail
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.identity.ways import code_to, link_to, mails

NEW = "newcomer@acme.example"
LONG = "x" * 120 + "<img src=x onerror=alert(1)>"


def place(cast: Cast, rest: str = "") -> str:
    return f"/w/{cast.workspace().public_id}/people{rest}"


def invite(client: FlaskClient, cast: Cast, emails: str = NEW, **more: str) -> str:
    said = {"emails": emails, "company": "Acme Foods", "role": "member", "message": "Hello"} | more
    answer = client.post(place(cast, "/invite"), data=said)
    return answer.text if answer.status_code == 422 else answer.headers.get("Location", str(answer.status_code))


def invitation(email: str = NEW) -> Invitation:
    db.session.rollback()
    query = select(Invitation).where(Invitation.email == email).order_by(Invitation.id.desc())
    return db.session.scalars(query.execution_options(populate_existing=True)).first() or Invitation()


def join(client: FlaskClient, link: str, email: str = NEW, name: str = "New Comer") -> str:
    answer = client.post(link, data={"name": name})
    assert answer.status_code == 303, answer.text
    done = client.post(answer.location, data={"code": code_to(email)})
    assert done.status_code == 303, done.text
    return done.location


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


def expire(_cast: Cast) -> None:
    invitation().expires_at = now() - timedelta(seconds=1)


def archive(cast: Cast) -> None:
    cast.workspace().archived_at = now()


def end_inviter(cast: Cast) -> None:
    remove_member(by=cast.member("maya"), member=cast.member("daniel"))


def revoke(_cast: Cast) -> None:
    invitation().state = InvitationState.REVOKED


def use(_cast: Cast) -> None:
    invitation().state = InvitationState.JOINED


@pytest.mark.parametrize(
    ("deed", "words", "can_ask"),
    [
        (expire, "This invitation is too old", True),
        (end_inviter, "can no longer do so", True),
        (archive, "takes nobody in any more", False),
        (revoke, "was taken back", False),
        (use, "has been used", False),
    ],
)
def test_a_link_that_does_not_work_says_why(
    app: Flask, sign_in: SignIn, cast: Cast, deed: Callable[[Cast], None], words: str, *, can_ask: bool
) -> None:
    invite(sign_in("daniel"), cast)
    link = link_to(NEW, "/join/")
    with write():
        deed(cast)
    visitor = app.test_client()
    page = visitor.get(link)
    assert page.status_code == 410
    assert words in page.text
    assert ("Ask for a new invitation" in page.text) is can_ask
    for secret in (cast.workspace().name, "Priya", "Maya", "Acme Foods"):
        assert secret not in page.text
    assert visitor.post(link, data={"name": "x"}).status_code == 410
    assert person_by_email(NEW) is None
    assert visitor.post(f"{link}/ask").status_code == (303 if can_ask else 404)
    if can_ask:
        reader = "maya" if deed is end_inviter else "daniel"
        assert mails(f"{reader}@northwind.example")[0].subject == f"{NEW} asks for a new invitation"
        assert "You have asked for a new invitation" in visitor.get(link).text
        visitor.post(f"{link}/ask")
        assert len(mails(f"{reader}@northwind.example")) == 1
        assert "They ask for a new one" in sign_in("maya").get(place(cast)).text


def test_an_unknown_link_knows_nothing(client: FlaskClient) -> None:
    page = client.get("/join/abcdefghijk")
    assert page.status_code == 410
    assert "This link opens no invitation" in page.text


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
    assert "Not sent yet" in maya.get(place(cast)).text
    Worker(lambda call: call()).drain()
    assert invitation().state == InvitationState.SENT
    assert "Sent " in maya.get(place(cast)).text
    app.test_client().post(link_to(NEW, "/join/"), data={"name": "N"})
    assert "Opened, not joined yet" in maya.get(place(cast)).text
    with write():
        expire(cast)
    assert "Expired" in maya.get(place(cast)).text
    assert "Invitations" not in sign_in("ngozi").get(place(cast)).text
    assert NEW not in sign_in("ngozi").get(place(cast)).text


def test_mail_of_an_inviter_who_is_gone_is_not_sent(sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("daniel"), cast)
    with write():
        end_inviter(cast)
    Worker(lambda call: call()).drain()
    mail = db.session.scalars(select(OutboundMail).where(OutboundMail.purpose == "invitation")).one()
    assert mail.state == MailState.WITHDRAWN


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


def test_only_what_is_over_can_be_asked_for(sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast)
    with pytest.raises(Exception, match="404"), write():
        wish_again(invitation())
    readers = select(AudienceReader).where(AudienceReader.audience_id == cast.audience().id)
    assert len(db.session.scalars(readers).all()) == 6
