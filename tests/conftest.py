"""Fixtures everybody uses: an application on a database of its own, the cast, signed-in clients."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Testing
from portal import create_app
from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.db import db, write
from tests.cast import Cast, build_cast

SignIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A SQLite file with the cast in it, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    app = _app(folder)
    with app.app_context():
        db.create_all()
        cast = build_cast()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return folder / "portal.db", cast


@pytest.fixture
def app(template: tuple[Path, Cast], tmp_path: Path) -> Iterator[Flask]:
    """An application on its own copy of the cast's database, inside its context."""
    shutil.copy(template[0], tmp_path / "portal.db")
    app = _app(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask, template: tuple[Path, Cast]) -> Cast:
    """Everybody, in the database of `app`."""
    return template[1]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor nobody knows."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, cast: Cast) -> SignIn:
    """A client signed in as one of the cast: `sign_in("maya")`."""

    def go(word: str) -> FlaskClient:
        visitor = app.test_client()
        with write():
            token = open_session(cast.person(word), browser="test")
        with visitor.session_transaction() as session:
            session[TOKEN] = token
        return visitor

    return go


def _app(folder: Path) -> Flask:
    settings = Testing()
    settings.DATA_DIR = folder
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["SERVER_NAME"] = None
    return app
