import gzip

import pytest
from flask.testing import FlaskClient

from tests.conftest import SignIn


def test_a_page_is_packed_for_a_browser_that_takes_it(sign_in: SignIn) -> None:
    packed = sign_in("priya").get("/profile", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert b"<!doctype html>" in gzip.decompress(packed.data)


@pytest.mark.parametrize("accept", ["identity", "gzip;q=0", ""])
def test_a_page_goes_out_plain_for_any_other(sign_in: SignIn, accept: str) -> None:
    plain = sign_in("priya").get("/profile", headers={"Accept-Encoding": accept})
    assert "Content-Encoding" not in plain.headers
    assert b"<!doctype html>" in plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_little_is_left_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(("accept", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_style_goes_out_as_the_build_packed_it(client: FlaskClient, accept: str, coding: str | None) -> None:
    found = client.application.jinja_env.globals["asset"]
    with client.application.test_request_context():
        address = found("app.css")  # type: ignore[operator]  # the global of templates
    with client.get(address, headers={"Accept-Encoding": accept}) as answer:
        assert answer.status_code == 200
        assert answer.headers.get("Content-Encoding") == coding
        assert answer.mimetype == "text/css"
        assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert client.get(f"{address}.nothing", headers={"Accept-Encoding": accept}).status_code == 404
