"""Several addresses, over HTTP: proved, told, chosen, taken away; and accounts that become one."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.identity.models import Address, Person, PersonState, SignedInSession
from portal.features.identity.queries import email_key, person_by_email, primary_email
from portal.features.workspaces.models import Member, MemberState
from portal.kernel.db import db, now, write
from portal.kernel.ledger import verify
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.identity.ways import ask, code_to, mails, sign_in_by_code, signed_in

OLD, NEW = "priya@acme.example", "priya.raman@private.example"


def add(client: FlaskClient, email: str, *, code: str = "") -> str:
    """Ask for an address and enter its code; gives where that leads."""
    answer = client.post("/profile/addresses", data={"email": email})
    assert answer.status_code == 303, answer.text
    done = client.post(answer.location, data={"code": code or code_to(email)})
    assert done.status_code == 303, done.text
    return done.location


def address_id(email: str) -> int:
    return db.session.scalars(select(Address.id).where(Address.email_key == email_key(email))).one()


def stale(cast: Cast, who: str) -> None:
    """The last proof of who they are was some time ago."""
    with write():
        for row in db.session.query(SignedInSession).filter_by(person_id=cast.people[who]):
            row.fresh_until = now() - timedelta(seconds=1)


def test_an_address_is_added_with_its_code_and_both_are_told(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("priya")
    assert add(client, NEW) == "/profile"
    for address in (OLD, NEW):
        notice = mails(address)[0]
        assert notice.subject == "An address was added"
        assert NEW in notice.text
    other = app.test_client()
    sign_in_by_code(other, NEW)
    assert "Priya Raman" in other.get("/profile").text


def test_it_needs_a_fresh_code_and_says_so(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("priya")
    stale(cast, "priya")
    answer = client.post("/profile/addresses", data={"email": NEW})
    assert "First, show that it is you" in client.get(answer.location).text
    assert mails(NEW) == []
    proof = client.post("/profile/fresh", data={"next": "/profile?fresh=1"})
    back = client.post(proof.location, data={"code": code_to(OLD)})
    assert "You have shown that it is you" in client.get(back.location).text
    assert add(client, NEW) == "/profile"


def test_a_code_of_somebody_else_adds_nothing(sign_in: SignIn) -> None:
    mine, theirs = sign_in("priya"), sign_in("greg")
    place = mine.post("/profile/addresses", data={"email": NEW}).location
    assert theirs.post(place, data={"code": code_to(NEW)}).status_code == 422
    assert person_by_email(NEW) is None


def test_mail_goes_where_one_chooses(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("priya")
    add(client, NEW)
    assert primary_email(cast.person("priya")) == OLD
    assert client.post(f"/profile/addresses/{address_id(NEW)}/primary").status_code == 303
    assert primary_email(cast.person("priya")) == NEW
    assert mails(OLD)[0].subject == mails(NEW)[0].subject == "Your mail now goes elsewhere"
    assert client.post(f"/profile/addresses/{address_id('greg@acme.example')}/primary").status_code == 422
    assert client.post(f"/profile/addresses/{address_id(NEW)}/anything").status_code == 404


def test_the_last_address_stays_and_a_removed_one_is_told(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("priya")
    assert client.post(f"/profile/addresses/{address_id(OLD)}/remove").status_code == 422
    add(client, NEW)
    assert client.post(f"/profile/addresses/{address_id(OLD)}/remove").status_code == 303
    assert primary_email(cast.person("priya")) == NEW
    assert mails(OLD)[0].subject == "An address was removed"
    other = app.test_client()
    ask(other, OLD)
    assert mails(OLD)[0].subject == "An address was removed"  # and no code went there


def test_two_accounts_become_one_when_both_are_proved(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    here, elsewhere, theirs = sign_in("priya"), sign_in("priya"), sign_in("rashid")
    place = add(here, "rashid@stranger.example")
    page = here.get(place)
    assert "Rashid Khan" in page.text
    assert signed_in(theirs)
    assert here.post(place).status_code == 303
    assert signed_in(here)
    assert not signed_in(elsewhere)
    assert not signed_in(theirs)
    assert here.post(place).status_code == 404  # once
    for address in (OLD, "rashid@stranger.example"):
        assert mails(address)[0].subject == "Two accounts were joined"
    both = person_by_email("rashid@stranger.example")
    assert both is not None
    assert both.id == cast.people["priya"]
    assert primary_email(both) == OLD
    assert cast.person("rashid").state == PersonState.MERGED
    assert verify(db.session()).findings == []
    other = app.test_client()
    sign_in_by_code(other, "rashid@stranger.example")
    assert "Priya Raman" in other.get("/profile").text


def test_the_question_needs_the_proof(sign_in: SignIn) -> None:
    here, greg = sign_in("priya"), sign_in("greg")
    place = add(here, "rashid@stranger.example")
    assert greg.get(place).status_code == 404
    assert greg.post(place).status_code == 404
    assert here.get("/profile/join/0123456789abcdef").status_code == 404


def test_staff_and_guests_stay_apart(sign_in: SignIn) -> None:
    here = sign_in("priya")
    place = add(here, "daniel@northwind.example")
    page = here.get(place)
    assert page.status_code == 422
    assert "They stay apart" in page.text
    assert here.post(place).status_code == 422
    assert person_by_email("daniel@northwind.example") is not person_by_email(OLD)


def test_a_participant_of_an_import_becomes_whoever_proves_the_address(sign_in: SignIn, cast: Cast) -> None:
    with write():
        former = Person(name="P. Raman", state=PersonState.FORMER)
        former.addresses.append(Address(email=NEW, email_key=NEW))
        db.session.add(former)
        db.session.flush()
        signed = Member(
            workspace_id=cast.workspaces["halden"],
            person_id=former.id,
            company_id=cast.companies["halden"],
            role="member",
            state=MemberState.FORMER,
        )
        db.session.add(signed)
        db.session.flush()
        public_id = signed.public_id
    assert add(sign_in("priya"), NEW) == "/profile"
    found = db.session.scalars(select(Member).where(Member.public_id == public_id)).one()
    assert found.person_id == cast.people["priya"]
    assert not found.active
    assert sign_in("priya").get(f"/w/{cast.workspace('halden').public_id}").status_code == 404


def test_the_profile_keeps_zone_letters_and_what_was_typed(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("priya")
    said = {"name": "Priya R", "title": "x", "time_zone": "Europe/Nowhere", "theme": "dark"}
    answer = client.post("/profile", data=said)
    assert answer.status_code == 422
    assert "Europe/Nowhere" in answer.text
    assert "Choose one of the list" in answer.text
    assert client.post("/profile", data=said | {"time_zone": "Asia/Kolkata"}).status_code == 303
    person = cast.person("priya")
    db.session.refresh(person)
    assert (person.time_zone, person.theme, person.settings["keys_off"]) == ("Asia/Kolkata", "dark", True)
    assert 'data-shortcuts-letters-value="false"' in client.get("/profile").text
    client.post("/profile", data=said | {"time_zone": "", "letters": "y"})
    db.session.refresh(person)
    assert (person.time_zone, person.settings["keys_off"]) == (None, False)


def test_hostile_names_are_shown_as_text(sign_in: SignIn) -> None:
    client = sign_in("priya")
    name = "<script>alert(1)</script>\u202e\x00" + "x" * 100
    client.post("/profile", data={"name": name, "title": "", "time_zone": "", "theme": ""})
    page = client.get("/profile").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
