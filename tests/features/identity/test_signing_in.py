"""Signing in over HTTP, and what must not work."""

import re
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.features.identity import passwords
from portal.features.identity.models import PersonState, Proof, SignedInSession
from portal.features.identity.people import set_password
from portal.features.identity.sessions import TOKEN, alive
from portal.features.identity.views import own_path
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job
from portal.kernel.mail import OutboundMail
from portal.kernel.web import limiter
from tests.cast import Cast, build_cast
from tests.conftest import SignIn, make_app
from tests.features.identity.ways import ask, code_to, link_to, mails, sign_in_by_code, signed_in

PRIYA = "priya@acme.example"
PASSWORD = "four words for a password"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.mark.usefixtures("cast")
def test_a_code_signs_in_once(app: Flask, client: FlaskClient) -> None:
    place = ask(client, PRIYA)
    code = code_to(PRIYA)
    assert client.post(place, data={"code": f"{code[:3]} {code[3:]}"}).status_code == 303
    assert signed_in(client)
    assert app.test_client().post(place, data={"code": code}).status_code == 422


@pytest.mark.usefixtures("cast")
def test_a_code_works_only_in_the_browser_that_asked(app: Flask, client: FlaskClient) -> None:
    place, other = ask(client, PRIYA), app.test_client()
    assert other.post(place, data={"code": code_to(PRIYA)}).status_code == 422
    assert not signed_in(other)


@pytest.mark.usefixtures("cast")
def test_after_five_wrong_codes_the_right_one_is_worth_nothing(client: FlaskClient) -> None:
    place, code = ask(client, PRIYA), code_to(PRIYA)
    for _try in range(5):
        answer = client.post(place, data={"code": wrong(code)})
        assert "This code does not fit" in answer.text
    assert client.post(place, data={"code": code}).status_code == 422
    assert not signed_in(client)


@pytest.mark.usefixtures("cast")
def test_a_code_ends_after_ten_minutes(client: FlaskClient) -> None:
    place, code = ask(client, PRIYA), code_to(PRIYA)
    with write():
        db.session.execute(update(Proof).values(expires_at=now() - timedelta(seconds=1)))
    assert client.post(place, data={"code": code}).status_code == 422


@pytest.mark.usefixtures("cast")
def test_a_scanner_that_opens_the_link_uses_nothing_up(app: Flask, client: FlaskClient) -> None:
    ask(client, PRIYA)
    link = link_to(PRIYA)
    for _visit in range(3):
        page = app.test_client().get(link)
        assert page.status_code == 200
    assert "Priya Raman" in page.text  # whoever is lured to a foreign link sees whose account it opens
    browser = app.test_client()
    assert browser.post(link).status_code == 303
    assert signed_in(browser)
    assert app.test_client().post(link).status_code == 410
    assert "no longer works" in app.test_client().get(link).text


@pytest.mark.usefixtures("cast")
def test_the_cookie_from_before_is_worth_nothing_after(client: FlaskClient) -> None:
    with client.session_transaction() as held:
        held[TOKEN], held["planted"] = "chosen-by-an-attacker", "x"
    sign_in_by_code(client, PRIYA)
    with client.session_transaction() as held:
        assert held[TOKEN] != "chosen-by-an-attacker"
        assert "planted" not in held


def test_signing_in_needs_the_token_of_the_form(tmp_path: Path) -> None:
    """Nobody can be signed in to a foreign account by a foreign page."""
    app = make_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        db.create_all()
        for place in ("/sign-in", "/sign-in/password", "/sign-in/code/x", "/sign-in/link/x", "/join/x"):
            answer = app.test_client().post(place, data={"email": PRIYA, "code": "123456", "password": "x"})
            assert answer.status_code == 400, place
            assert "/sign-in/code" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("address", [PRIYA, "nobody@acme.example", "PRIYA@ACME.EXAMPLE ", "o'brien+--@acme.example"])
@pytest.mark.usefixtures("cast")
def test_the_answer_is_alike_for_every_address(client: FlaskClient, address: str) -> None:
    place = ask(client, address)
    page = client.get(place).text.replace(address.strip(), "")
    assert "we have sent 6 digits" in page
    assert client.post(place, data={"code": "000000"}).status_code == 422
    assert db.session.query(Proof).count() == 1
    assert db.session.query(Job).count() == 1


@pytest.mark.usefixtures("cast")
def test_an_unknown_address_gets_no_mail(client: FlaskClient) -> None:
    ask(client, "nobody@acme.example")
    assert mails("nobody@acme.example") == []


@pytest.mark.usefixtures("cast")
def test_known_and_unknown_addresses_take_the_same_time(client: FlaskClient) -> None:
    took: dict[str, list[float]] = {PRIYA: [], "nobody@acme.example": []}
    for _round in range(25):
        for address, times in took.items():
            began = time.perf_counter()
            ask(client, address)
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_a_password_signs_in_and_argon_works_for_nobody_too(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed, worked = passwords.hash_password(PASSWORD), list[str]()
    with write():
        set_password(cast.person("priya"), hashed)

    class Counting:
        """The real thing, counted."""

        def verify(self, stored: str, password: str) -> bool:
            worked.append(stored)
            return real.verify(stored, password)

    real = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    answers = []
    for email, password in ((PRIYA, "wrong"), ("nobody@acme.example", PASSWORD), ("greg@acme.example", PASSWORD)):
        page = client.post("/sign-in/password", data={"email": email, "password": password})
        answers.append((page.status_code, re.sub(r'nonce="[^"]*"|content="[^"]*"|value="[^"]*"', "", page.text)))
    assert len(set(answers)) == 1
    assert len(worked) == 3
    assert client.post("/sign-in/password", data={"email": PRIYA, "password": PASSWORD}).status_code == 303
    assert signed_in(client)


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "/\n/evil.example",
        "///evil.example",
        "https:/evil.example",
    ],
)
def test_the_way_back_is_a_path_of_this_portal(hostile: str) -> None:
    assert own_path(hostile) == ""


@pytest.mark.usefixtures("cast")
def test_the_way_back_is_kept_through_every_step(client: FlaskClient) -> None:
    wanted = client.get("/profile?x=1")
    assert wanted.status_code == 303
    page = client.get(wanted.location).text
    assert 'value="/profile?x=1"' in page
    place = ask(client, PRIYA, next="/profile?x=1")
    assert client.post(place, data={"code": code_to(PRIYA)}).location == "/profile?x=1"
    assert client.get("/sign-in?next=/profile").location == "/profile"
    assert client.get("/sign-in?next=//evil.example").location == "/"


def test_whoever_was_offboarded_cannot_come_in(client: FlaskClient, cast: Cast) -> None:
    place = ask(client, PRIYA)
    code = code_to(PRIYA)
    with write():
        cast.person("priya").state = PersonState.OFFBOARDED
    client.post(place, data={"code": code})
    assert not signed_in(client)
    ask(client, PRIYA)
    assert len(mails(PRIYA)) == 1


@pytest.mark.parametrize(
    ("who", "age", "idle", "lives"),
    [
        ("priya", timedelta(days=89), timedelta(days=29), True),
        ("priya", timedelta(days=91), timedelta(0), False),
        ("priya", timedelta(days=40), timedelta(days=31), False),
        ("ines", timedelta(hours=11), timedelta(0), True),
        ("ines", timedelta(hours=13), timedelta(0), False),
    ],
)
def test_how_long_a_session_lives(
    app: Flask, sign_in: SignIn, who: str, age: timedelta, idle: timedelta, *, lives: bool
) -> None:
    client = sign_in(who)
    with write():
        row = db.session.scalars(select(SignedInSession)).one()
        row.created_at, row.seen_at = now() - age, now() - idle
    assert signed_in(client) is lives
    assert app.config["SESSION_COOKIE_HTTPONLY"]


def test_sessions_are_listed_and_ended(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    firefox = app.test_client()
    firefox.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"
    sign_in_by_code(firefox, PRIYA)
    phone, here = sign_in("priya"), sign_in("priya")
    page = here.get("/profile").text
    assert "Firefox on Windows" in page
    assert page.count("Last seen") == 2
    rows = db.session.scalars(select(SignedInSession).order_by(SignedInSession.id)).all()
    assert here.post(f"/profile/sessions/{rows[0].public_id}/end").status_code == 303
    assert not signed_in(firefox)
    assert signed_in(phone)
    assert sign_in("greg").post(f"/profile/sessions/{rows[1].public_id}/end").status_code == 404
    assert here.post("/sign-out", data={"everywhere": "1"}).status_code == 303
    assert not signed_in(phone)
    assert not signed_in(here)
    assert not any(alive(row) for row in db.session.query(SignedInSession).filter_by(person_id=cast.people["priya"]))


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Flask]:
    """An application that counts."""
    app = make_app(tmp_path, RATELIMIT_ENABLED=True, RATE_SIGN_IN="3 per minute", RATE_CODE="3 per minute")
    with app.app_context():
        db.create_all()
        build_cast()
        yield app
        db.session.remove()
    limiter.enabled = False


def test_attempts_on_one_address_are_counted_wherever_they_come_from(limited: Flask) -> None:
    answers = [
        limited.test_client().post("/sign-in", data={"email": address}, environ_base={"REMOTE_ADDR": f"10.0.{m}.{n}"})
        for m, address in enumerate((PRIYA, "nobody@acme.example"))
        for n in range(4)
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429] * 2
    assert int(answers[3].headers["Retry-After"]) > 0
    assert "That was too often" in answers[3].text
    assert db.session.query(OutboundMail).count() == 3


def test_codes_are_tried_three_times_a_minute_from_one_place(limited: Flask) -> None:
    client = limited.test_client()
    answers = [client.post("/sign-in/code/none", data={"code": "000000"}) for _try in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    wanted = client.post("/sign-in/code/none", data={"code": "0"}, headers={"Accept": "application/json"})
    assert wanted.json == {"status": 429, "error": "Too Many Requests"}
    assert int(wanted.headers["Retry-After"]) > 0
