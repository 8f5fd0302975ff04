"""What whoever runs a portal meets first: the outbox of a portal that is tried, and the link of the first start."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.features.identity.models import Purpose
from portal.features.identity.proofs import open_link
from portal.features.identity.setup_views import set_up_link
from portal.kernel.db import telling_of, write
from tests.cast import Cast
from tests.features.identity.ways import ask


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://localhost:8000", 200),
        ("http://[::1]:8000", 200),
        ("https://portal.acme.com", 404),
        ("http://10.0.0.5:8000", 404),
        ("https://localhost.acme.com", 404),
        ("https://127.0.0.1.acme.com", 404),
    ],
)
def test_codes_are_shown_on_one_s_own_machine_only(
    app: Flask, client: FlaskClient, cast: Cast, address: str, status: int
) -> None:
    assert cast
    app.config["PUBLIC_URL"] = address
    step = ask(client, "maya@northwind.example")
    assert client.get("/outbox").status_code == status
    assert ("/outbox" in client.get(step).text) == (status == 200)


def test_a_portal_can_be_started_on_a_leap_day(app: Flask) -> None:
    assert app
    with telling_of(datetime(2028, 2, 29, 12, tzinfo=UTC)):
        with write():
            link = set_up_link()
        assert open_link(link.rpartition("/")[2], purpose=Purpose.SET_UP) is not None
