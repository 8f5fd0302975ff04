"""Fixtures everybody uses: an application on a database of its own, the cast, signed-in clients."""

import copy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, before_render_template, g
from flask.testing import FlaskClient
from jinja2 import Template
from sqlalchemy import Engine, event

from config import Testing
from portal import create_app
from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.db import db, write
from portal.kernel.db.write import WRITING
from tests.cast import Cast, build_cast
from tests.remembering import remember_statements
from tests.servers import Copies

pytest_plugins = ["tests.plugins.servers"]
SignIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A SQLite file with the cast in it, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    return folder / "portal.db", fill_with_cast(folder)


@pytest.fixture
def app(template: tuple[Path, Cast], tmp_path: Path) -> Iterator[Flask]:
    """An application on its own copy of the cast's database, inside its context."""
    shutil.copy(template[0], tmp_path / "portal.db")
    app = make_app(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Flask, Cast]]:
    """An application with the cast, once on SQLite and once on PostgreSQL, inside its context."""
    of = "postgres_cast" if request.param == "postgresql" else "template"
    made, cast = request.getfixturevalue(of)
    if request.param == "sqlite":
        shutil.copy(made, tmp_path / "portal.db")
    app = make_app(tmp_path, made if request.param == "postgresql" else "")
    with app.app_context():
        yield app, copy.deepcopy(cast)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def postgres_cast(postgres_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Cast]:
    """The address of a PostgreSQL database with the cast in it, filled once and copied for every test."""
    return postgres_copies("cast", lambda url: fill_with_cast(tmp_path_factory.mktemp("cast"), url))


def fill_with_cast(folder: Path, database: str = "") -> Cast:
    """Make the tables and the cast in an empty database."""
    app = make_app(folder, database)
    with app.app_context():
        db.create_all()
        cast = build_cast()
        db.session.remove()
        if not database:
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return cast


@pytest.fixture
def cast(app: Flask, template: tuple[Path, Cast]) -> Cast:
    """Everybody, in the database of `app`; a test may add to them."""
    return copy.deepcopy(template[1])


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


def blobs_url() -> str:
    """Where an application keeps its files: under its folder, or where tests/plugins/servers.py says."""
    return ""


def make_app(folder: Path, database: str = "", **changed: object) -> Flask:
    """An application for tests on that folder, on that database instead of SQLite if one is given, else as changed."""
    settings = Testing()
    settings.BLOBS_URL = blobs_url()
    for name, value in (changed | {"DATA_DIR": folder, "DATABASE_URL": database}).items():
        setattr(settings, name, value)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["SERVER_NAME"] = None
    with app.app_context():
        remember_statements(db.engine)
        no_power_cut(db.engine)
    # The context around a test outlives its requests: none may see what another has kept in it.
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: vars(g._get_current_object()).clear())
    before_render_template.connect(nothing_is_rendered_inside_write, app)
    return app


def no_power_cut(engine: Engine) -> None:
    """What a test writes need not be on the disk: waiting for it takes longer than most tests."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


def nothing_is_rendered_inside_write(_app: Flask, template: Template, **_said: object) -> None:
    """Whoever renders there keeps everybody who writes waiting."""
    assert not db.session().info.get(WRITING), f"{template.name} is rendered inside write()"
