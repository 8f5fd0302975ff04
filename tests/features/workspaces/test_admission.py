"""The domain rule: whoever may ask, asks; somebody decides; and nobody learns what is there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.identity.models import PersonState
from portal.features.identity.queries import person_by_email
from portal.features.workspaces.models import JoinRequest
from portal.kernel.access import may_read
from portal.kernel.db import db, now, write
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.identity.ways import code_to, mails

ASKER = "asker@acme.example"


def list_domain(sign_in: SignIn, cast: Cast, domain: str = "acme.example", company: str = "Acme Foods") -> str:
    url = f"/w/{cast.workspace().public_id}/domains"
    answer = sign_in("maya").post(url, data={"domain": domain, "company": company})
    return answer.text if answer.status_code == 422 else ""


def ask(client: FlaskClient, place: str, email: str = ASKER) -> str:
    answer = client.post(f"/ask/{place}", data={"email": email, "name": "Asker Person"})
    assert answer.status_code == 303, answer.text
    return answer.location


def waiting() -> JoinRequest:
    db.session.rollback()
    return db.session.scalars(select(JoinRequest).execution_options(populate_existing=True)).one()


def decide(client: FlaskClient, cast: Cast, deed: str) -> int:
    url = f"/w/{cast.workspace().public_id}/requests/{waiting().public_id}/{deed}"
    return client.post(url).status_code


def asked(app: Flask, sign_in: SignIn, cast: Cast) -> FlaskClient:
    list_domain(sign_in, cast)
    visitor = app.test_client()
    step = ask(visitor, cast.workspace().public_id)
    answer = visitor.post(step, data={"code": code_to(ASKER)})
    assert "Somebody in the workspace decides" in visitor.get(answer.location).text
    return visitor


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("gmail.com", "Anybody can have an address at gmail.com"),
        ("@Outlook.com", "Anybody can have an address at outlook.com"),
        ("acme", "Write the part after the @"),
        ("a..b.com", "Write the part after the @"),
        ("x" * 190 + ".com", "Write the part after the @"),
        ("<script>.com", "Write the part after the @"),
    ],
)
def test_what_cannot_be_listed(sign_in: SignIn, cast: Cast, domain: str, words: str) -> None:
    page = list_domain(sign_in, cast, domain)
    assert words in page
    assert "<script>.com" not in page


def test_listed_domains_stand_in_the_settings_and_go(sign_in: SignIn, cast: Cast) -> None:
    assert list_domain(sign_in, cast, "@Acme.Example ") == ""
    assert "is listed already" in list_domain(sign_in, cast)
    assert "join as the team" in list_domain(sign_in, cast, "northwind.example", "Northwind Robotics")
    settings = f"/w/{cast.workspace().public_id}/settings"
    page = sign_in("maya").get(settings).text
    assert "acme.example" in page
    assert f"/ask/{cast.workspace().public_id}" in page


def test_nothing_opens_until_somebody_decides(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    visitor = asked(app, sign_in, cast)
    place = f"/w/{cast.workspace().public_id}"
    assert visitor.get(place).status_code == 404
    assert cast.workspace().name not in visitor.get("/").text
    for who in ("maya@northwind.example", "priya@acme.example"):
        assert mails(who)[0].subject == "Asker Person asks to join"
    assert "Asker Person" in sign_in("priya").get(f"{place}/people").text
    assert "Asker Person" not in sign_in("ngozi").get(f"{place}/people").text
    assert decide(sign_in("ngozi"), cast, "admit") == 403
    assert decide(sign_in("daniel"), cast, "admit") == 403
    assert decide(sign_in("priya"), cast, "admit") == 303
    assert visitor.get(place).status_code == 200
    person = person_by_email(ASKER)
    assert person is not None
    assert not may_read(db.session(), person.actor(), cast.audience("team").id)
    assert "You are in" in mails(ASKER)[0].subject
    assert decide(sign_in("maya"), cast, "admit") == 404


def test_declined_is_declined(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    visitor = asked(app, sign_in, cast)
    assert decide(sign_in("maya"), cast, "decline") == 303
    visitor.post(ask(visitor, cast.workspace().public_id), data={"code": code_to(ASKER)})
    assert waiting().state == "declined"
    assert visitor.get(f"/w/{cast.workspace().public_id}").status_code == 404


def test_a_champion_of_another_company_does_not_decide(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    list_domain(sign_in, cast, "halden.example", "Halden Dairy")
    visitor = app.test_client()
    step = ask(visitor, cast.workspace().public_id, "new@halden.example")
    visitor.post(step, data={"code": code_to("new@halden.example")})
    assert decide(sign_in("priya"), cast, "admit") == 403
    assert mails("priya@acme.example") == []


@pytest.mark.parametrize("case", ["unknown", "unlisted", "archived", "free mail"])
def test_the_answer_is_alike_and_no_mail_goes_out(app: Flask, sign_in: SignIn, cast: Cast, case: str) -> None:
    list_domain(sign_in, cast)
    place, email = cast.workspace().public_id, ASKER
    if case == "unknown":
        place = "0123456789abcdef"
    elif case == "archived":
        with write():
            cast.workspace().archived_at = now()
    elif case == "unlisted":
        email = "asker@elsewhere.example"
    else:
        email = "asker@gmail.com"
    visitor = app.test_client()
    page = visitor.get(ask(visitor, place, email)).text
    assert "If people of your address may ask there, we have sent 6 digits" in page
    assert mails(email) == []
    other = app.test_client()
    known = other.get(ask(other, cast.workspace().public_id)).text
    strip = str.maketrans("", "", "0123456789abcdef")
    assert len(page.translate(strip)) == pytest.approx(len(known.translate(strip)), rel=0.02)


def test_whoever_is_in_already_asks_nothing(sign_in: SignIn, cast: Cast) -> None:
    list_domain(sign_in, cast)
    client = sign_in("ngozi")
    client.post(
        ask(client, cast.workspace().public_id, "ngozi@acme.example"), data={"code": code_to("ngozi@acme.example")}
    )
    assert db.session.scalars(select(JoinRequest)).all() == []


def test_whoever_was_offboarded_while_waiting_is_not_let_in(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    asked(app, sign_in, cast)
    with write():
        person = person_by_email(ASKER)
        assert person is not None
        person.state = PersonState.OFFBOARDED
    assert decide(sign_in("maya"), cast, "admit") == 422
    assert not may_read(db.session(), person.actor(), cast.audience().id)
