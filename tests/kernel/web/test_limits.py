"""Limits count persons where one is known, else the network somebody comes from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Testing
from portal import create_app
from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.db import db, write
from portal.kernel.web.limits import network_of
from tests.cast import Cast, build_cast

TYPED = {"title": "Words", "body": "Words", "kind": "discussion", "audience": "everyone"}


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[tuple[Flask, Cast, str]]:
    settings = Testing()
    settings.DATA_DIR, settings.RATE_POST, settings.RATE_SIGN_IN = tmp_path, "2 per minute", "3 per minute"
    settings.RATE_INVITE = settings.RATE_SEARCH = settings.RATE_CODE = "2 per minute"
    settings.RATELIMIT_ENABLED = True
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
        cast = build_cast()
        place = f"/w/{cast.workspace().public_id}/threads"
        db.session.remove()
    yield app, cast, place
    with app.app_context():
        db.engine.dispose()


def signed_in(app: Flask, cast: Cast, who: str) -> FlaskClient:
    visitor = app.test_client()
    with app.app_context():
        with write():
            token = open_session(cast.person(who), browser="test")
        db.session.remove()
    with visitor.session_transaction() as session:
        session[TOKEN] = token
    return visitor


def test_each_person_has_their_own_measure(limited: tuple[Flask, Cast, str]) -> None:
    app, cast, place = limited
    for who in ("maya", "priya"):  # from one office, behind one address
        client = signed_in(app, cast, who)
        answers = [client.post(place, data=TYPED) for _each in range(3)]
        assert [answer.status_code for answer in answers] == [303, 303, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_new_session_is_no_new_measure(limited: tuple[Flask, Cast, str]) -> None:
    app, cast, place = limited
    found = [signed_in(app, cast, "maya").post(place, data=TYPED).status_code for _each in range(3)]
    assert found == [303, 303, 429]


def test_whoever_is_unknown_is_counted_by_network(limited: tuple[Flask, Cast, str]) -> None:
    app, _cast, _place = limited
    found = [app.test_client().post("/sign-in", data={"email": f"a{each}@b.example"}).status_code for each in range(4)]
    assert found == [303, 303, 303, 429]
    forged = {"X-Forwarded-For": "203.0.113.9"}  # nobody asked for a proxy, so nobody is believed
    assert app.test_client().post("/sign-in", data={"email": "a@b.example"}, headers=forged).status_code == 429


def test_an_ipv6_host_has_one_network() -> None:
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of(None) == network_of("nonsense") == "unknown"


INVITED = {"emails": "a@acme.example", "company": "Acme Foods", "role": "member", "message": ""}


@pytest.mark.parametrize(
    ("method", "path", "typed"),
    [
        ("POST", "/w/{place}/people/invite", INVITED),
        ("POST", "/workspaces/new", {"kind": "community", "name": "Peers"}),
        ("GET", "/search?q=words", {}),
        ("GET", "/search/palette?q=words", {}),
        ("POST", "/w/{place}/threads", TYPED),
        ("POST", "/profile/fresh", {}),
    ],
)
def test_too_much_is_refused_kindly(
    limited: tuple[Flask, Cast, str], method: str, path: str, typed: dict[str, str]
) -> None:
    app, cast, place = limited
    client = signed_in(app, cast, "maya")
    url = path.format(place=place.split("/")[2])
    answers = [client.open(url, method=method, data=typed) for _each in range(3)]
    assert [answer.status_code for answer in answers[:2]] in ([200, 200], [303, 303])
    assert answers[2].status_code == 429
    assert int(answers[2].headers["Retry-After"]) > 0
    assert "<h1" in answers[2].text
    other = signed_in(app, cast, "daniel").open(url, method=method, data=typed)
    assert other.status_code != 429


def test_nobody_is_flooded_with_codes_from_many_networks(limited: tuple[Flask, Cast, str]) -> None:
    app, _cast, place = limited
    url, typed = f"/ask/{place.split('/')[2]}", {"email": "Ngozi@acme.example", "name": "Somebody"}
    found = [
        app.test_client().post(url, data=typed, environ_base={"REMOTE_ADDR": f"192.0.2.{each}"}).status_code
        for each in range(3)
    ]
    assert found == [303, 303, 429]
