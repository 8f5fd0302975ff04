"""The database made by migrations is the one the models describe, up and down, with its guards biting."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from portal.edges.cli.migrate import FOLDER
from portal.kernel.access import Audience
from portal.kernel.db import Base, db, write
from portal.kernel.ledger import Kind, record
from portal.readers.search.postgres import tables
from tests.conftest import make_app

HAPPENED = Kind("test.happened", goes_to="the house", payload={"n": int}, beside={"words": str})


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = make_app(tmp_path, url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_up_matches_the_models_and_bites(empty: Flask) -> None:
    upgrade(directory=str(FOLDER))
    with db.engine.connect() as connection:
        assert compared(connection, Base.metadata, of_search=False) == []
        if connection.dialect.name == "postgresql":
            assert compared(connection, tables.METADATA, of_search=True) == []
    bites()


def test_down_leaves_nothing_and_up_works_again(empty: Flask) -> None:
    upgrade(directory=str(FOLDER))
    downgrade(directory=str(FOLDER), revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade(directory=str(FOLDER))
    assert "entry" in inspect(db.engine).get_table_names()
    bites()


def test_a_released_revision_keeps_rows_and_guards(empty: Flask) -> None:
    upgrade(directory=str(FOLDER))
    bites()
    downgrade(directory=str(FOLDER), revision="0001")
    refused()
    upgrade(directory=str(FOLDER))
    refused()
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM entry")).scalar() == 1
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def compared(connection: Connection, metadata: MetaData, *, of_search: bool) -> list[Any]:
    """What is otherwise in the database than in the models; the tables of the search index stand apart from those."""

    def theirs(_thing: object, name: str | None, kind: str, *_more: object) -> bool:
        return kind != "table" or (name in tables.METADATA.tables) == of_search

    context = MigrationContext.configure(connection, opts={"compare_type": of_search, "include_object": theirs})
    found: list[Any] = compare_metadata(context, metadata)
    return found


def bites() -> None:
    """What is recorded can be neither changed nor taken away."""
    with write() as session:
        house = Audience(kind="house")
        session.add(house)
        session.flush()
        record(HAPPENED, audience=house, actor="x", subject="test:1", payload={"n": 1}, beside={"words": "hello"})
    refused()


def refused() -> None:
    """No statement gets past the triggers."""
    for forbidden in (
        "UPDATE entry SET kind = 'other'",
        "DELETE FROM entry",
        "DELETE FROM entry_text",
        "UPDATE entry_text SET salt = 'x', body = NULL",
    ):
        with pytest.raises(DBAPIError, match=r"append-only|only be erased"), write() as session:
            session.execute(text(forbidden))
