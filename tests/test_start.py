"""The application starts, and refuses to start unsafely."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Embedded, from_environment
from portal import Misconfigured, create_app
from portal.kernel.access import guard_routes
from portal.kernel.db import db


def test_a_visitor_can_ask_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/sign-in").status_code == 200


def test_production_refuses_an_unsafe_start() -> None:
    settings = Embedded()
    settings.PRODUCTION = True
    with pytest.raises(Misconfigured, match=r"SECRET_KEY.*PUBLIC_URL"):
        create_app(settings)


@pytest.mark.parametrize("address", ["portal.example.com", "localhost", "ftp://a.example", "https://", "https:// a"])
def test_an_address_nobody_can_type_is_refused(address: str) -> None:
    settings = Embedded()
    settings.PRODUCTION, settings.SECRET_KEY, settings.PUBLIC_URL = True, "x" * 40, address
    with pytest.raises(Misconfigured, match="PUBLIC_URL must be like https"):
        create_app(settings)


def test_what_is_acknowledged_is_on_the_disk(tmp_path: Path) -> None:
    settings = Embedded()
    settings.DATA_DIR = tmp_path
    with create_app(settings).app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_route_without_a_rule_stops_the_start(app: Flask) -> None:
    app.view_functions["bare"] = lambda: ""
    with pytest.raises(RuntimeError, match="bare"):
        guard_routes(app)


def test_settings_come_from_the_environment() -> None:
    settings = from_environment({"PORT": "9001", "DEMO": "0", "SMTP_TIMEOUT": "2.5"})
    assert (settings.PORT, settings.DEMO, settings.SMTP_TIMEOUT) == (9001, False, 2.5)


def test_a_wrong_setting_is_named() -> None:
    with pytest.raises(ValueError, match="PORT must be of type int"):
        from_environment({"PORT": "many"})
