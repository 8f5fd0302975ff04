"""What every answer carries: headers, a nonce of its own, no caching; errors as people meet them; CSRF everywhere."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.routing import Rule
from werkzeug.test import encode_multipart

from config import Testing
from portal import create_app
from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.access import Audience, anyone, rule
from portal.kernel.db import db, write
from portal.kernel.web.headers import FIXED
from portal.kernel.web.wiring import csrf
from tests.cast import Cast, build_cast

NONCE = re.compile(r"'nonce-([^']+)'")
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Cast]]:
    """An application as it is served: CSRF on, errors answered, nothing propagated; with a page that breaks."""
    settings = Testing()
    settings.DATA_DIR, settings.TESTING = tmp_path_factory.mktemp("served"), False
    app = create_app(settings)
    app.add_url_rule("/broken", "broken", rule(anyone)(broken))
    app.add_url_rule("/second", "second", rule(anyone)(second))
    with app.app_context():
        db.create_all()
        cast = build_cast()
        db.session.remove()
    yield app, cast
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(served: tuple[Flask, Cast]) -> FlaskClient:
    return served[0].test_client()


def broken() -> str:
    secret = "hidden words"
    raise ValueError(len(secret))


def second() -> str:
    """What the database says to the second of two who do the same at once."""
    with write() as session:
        session.add_all([Audience(kind="self", public_id="same", name="hidden words") for _each in range(2)])
    return ""


def test_the_second_of_two_at_once_is_told_kindly(
    served: tuple[Flask, Cast], visitor: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = visitor.get("/second")
    assert answer.status_code == 409
    assert "try once more" in answer.text
    assert "hidden words" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/sign-in", 200),
        ("GET", "/healthz", 200),
        ("GET", "/", 303),
        ("POST", "/sign-in", 400),
        ("GET", "/nowhere", 404),
        ("PUT", "/sign-in", 405),
        ("GET", "/broken", 500),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/join/nothing", 410),
        ("OPTIONS", "/sign-in", 200),
        ("GET", "/\udc80".encode("utf-8", "surrogateescape").decode("latin-1"), 404),
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_answer_has_its_headers(visitor: FlaskClient, method: str, url: str, status: int, accept: str) -> None:
    answer = visitor.open(url, method=method, headers={"Accept": accept})
    assert answer.status_code in ({303, 401} if status == 303 else {status})
    assert {name: answer.headers.get(name) for name in FIXED} == FIXED
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    if status >= 400 and accept == "application/json" and url != "/join/nothing":  # that one is a page
        assert answer.json is not None
        assert answer.json["status"] == status


def test_no_private_page_is_kept_by_a_browser(visitor: FlaskClient) -> None:
    assert visitor.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_each_answer_has_a_nonce_of_its_own_and_its_scripts_carry_it(visitor: FlaskClient) -> None:
    seen = set()
    for _again in range(5):
        answer = visitor.get("/sign-in")
        nonces = set(NONCE.findall(answer.headers["Content-Security-Policy"]))
        assert len(nonces) == 1
        seen |= nonces
        scripts = re.findall(r"<script\b[^>]*>", answer.text)
        assert scripts
        assert all(f'nonce="{next(iter(nonces))}"' in script for script in scripts)
    assert len(seen) == 5


def test_no_unsafe_route_works_without_a_token(served: tuple[Flask, Cast], visitor: FlaskClient) -> None:
    app, _cast = served
    asked = 0
    for route in app.url_map.iter_rules():
        for method in (route.methods or set()) - SAFE:
            if by_itself(app, route):
                continue
            answer = visitor.open(address(route), method=method, headers={"Accept": "application/json"})
            assert answer.status_code == 400, (method, route)
            asked += 1
    assert asked > 30


def test_a_form_with_files_is_refused_before_a_byte_is_kept(served: tuple[Flask, Cast], visitor: FlaskClient) -> None:
    """These routes check the token themselves, for the hook would read the whole upload to find it."""
    app, cast = served
    with app.app_context():
        with write():
            token = open_session(cast.person("maya"), browser="test")
        place = cast.workspace().public_id
        db.session.remove()
    with visitor.session_transaction() as session:
        session[TOKEN] = token
    routes = [route for route in app.url_map.iter_rules() if by_itself(app, route) and not takes_one_click(route)]
    whole = [route for route in routes if route.arguments <= {"workspace_id"}]
    assert len(whole) >= 3
    for route in whole:
        boundary, body = encode_multipart({"audience": "everyone", "file": FileStorage(io.BytesIO(b"x" * 99), "a.png")})
        kind = f"multipart/form-data; boundary={boundary}"
        url = address(route).replace("/w/1/", f"/w/{place}/") + "?form=reply"
        answer = visitor.post(url, data=body, content_type=kind, headers={"Tus-Resumable": "1.0.0"})
        assert answer.status_code == 400, route
    assert [path for path in app.config["DATA_DIR"].glob("blobs/**/*") if path.is_file()] == []


def test_what_nobody_expected_is_logged_and_says_nothing(
    visitor: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "ValueError" not in answer.text
    assert "ValueError" in caplog.text
    assert "hidden words" not in caplog.text


def test_errors_of_the_database_carry_no_words(served: tuple[Flask, Cast]) -> None:
    app, _cast = served
    with app.app_context(), pytest.raises(Exception, match="no_such") as refused, db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT ? FROM no_such_table", ("hidden words",))
    assert "hidden words" not in str(refused.value)


def test_https_is_said_to_browsers_and_cookies_stay_on_it(tmp_path: Path) -> None:
    settings = Testing()
    settings.DATA_DIR, settings.PUBLIC_URL = tmp_path, "https://portal.example"
    app = create_app(settings)
    with app.app_context():
        db.create_all()
    answer = app.test_client().get("/sign-in")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "wss://portal.example" in answer.headers["Content-Security-Policy"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-throughline=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    with app.app_context():
        db.engine.dispose()


def by_itself(app: Flask, route: Rule) -> bool:
    """Whether the view was taken out of the general check."""
    view = app.view_functions[route.endpoint]
    return f"{view.__module__}.{view.__name__}" in csrf._exempt_views


def takes_one_click(route: Rule) -> bool:
    """Unsubscribing by the button of a mail program, which has no token (RFC 8058); its address is the secret."""
    return route.endpoint.startswith("notifications.") and "<token>" in route.rule


def address(route: Rule) -> str:
    return re.sub(r"<(?:int:)?[^>]+>", "1", route.rule)
