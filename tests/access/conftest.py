"""One application a database for the whole matrix, and the database put back whenever a request has written."""

import copy
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from portal.kernel.db import db
from tests.access.world import PEOPLE, World, build_world
from tests.cast import Cast
from tests.conftest import fill_with_cast, make_app

READING = ("GET", "HEAD")


class Stage:
    """An application on a world that every request finds as it was built."""

    def __init__(self, folder: Path, database: str = "", **changed: object) -> None:
        self.app = make_app(folder, database, **changed)

    def build(self, cast: Cast) -> None:
        """Add the world to the cast that is there."""
        with self.app.test_request_context():
            self.world: World = build_world(cast)
            db.session.remove()

    def ask(self, who: str, method: str, url: str, **sent: Any) -> TestResponse:
        """A request of this person (by column of the matrix), in a context of its own."""
        headers = {"Cookie": self.world.cookies[PEOPLE[who]], "Accept": "text/html"}
        client = self.app.test_client(use_cookies=False)
        answer = client.open(url, method=method, headers=headers | sent.pop("headers", {}), **sent)
        answer.get_data()
        answer.close()
        if method not in READING and answer.status_code not in (401, 403, 404):
            self.restore()
        return answer

    def restore(self) -> None:
        """Put the database back."""
        raise NotImplementedError


class SqliteStage(Stage):
    """Its file is put back, whoever holds it open."""

    def __init__(self, folder: Path, template: tuple[Path, Cast]) -> None:
        self.file, self.kept = folder / "portal.db", folder / "kept.db"
        shutil.copy(template[0], self.file)
        super().__init__(folder)
        self.build(copy.deepcopy(template[1]))
        with self.app.app_context():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        shutil.copy(self.file, self.kept)

    def restore(self) -> None:
        with closing(sqlite3.connect(self.kept)) as kept, closing(sqlite3.connect(self.file)) as used:
            used.execute("PRAGMA synchronous=OFF")
            kept.backup(used)


class PostgresStage(Stage):
    """Its files are in a bucket. What is committed there are savepoints.

    All requests share one connection, in a transaction that never ends.
    """

    def __init__(self, folder: Path, database: str, bucket: str, cast: Cast) -> None:
        super().__init__(folder, database, BLOBS_URL=bucket)
        self.build(cast)
        with self.app.app_context():
            self._engine = db.engine
        self._connection = self._engine.connect()
        db._app_engines[self.app][None] = self._connection  # type: ignore[assignment]  # sessions take either
        self._begin()

    def restore(self) -> None:
        self._connection.get_transaction().rollback()  # type: ignore[union-attr]  # begun below
        self._begin()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
        self._engine.dispose()

    def _begin(self) -> None:
        self._connection.begin()
        self._connection.begin_nested()  # a session that meets one makes savepoints of its own


@pytest.fixture(scope="module")
def stage(template: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = SqliteStage(tmp_path_factory.mktemp("stage"), template)
    yield made
    with made.app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def postgres_stage(postgres_world: str, bucket_world: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("stage")
    made = PostgresStage(folder, postgres_world, bucket_world, fill_with_cast(folder, postgres_world))
    yield made
    made.close()
