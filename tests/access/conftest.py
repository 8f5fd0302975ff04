"""One application for the whole matrix, and its database put back whenever a request has written."""

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
from tests.conftest import make_app

READING = ("GET", "HEAD")


class Stage:
    """An application on a world that every request finds as it was built."""

    def __init__(self, folder: Path, template: tuple[Path, Cast]) -> None:
        self.file, self.kept = folder / "portal.db", folder / "kept.db"
        shutil.copy(template[0], self.file)
        self.app = make_app(folder)
        with self.app.test_request_context():
            self.world: World = build_world(template[1])
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        shutil.copy(self.file, self.kept)

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
        """Put the database back, whoever holds it open."""
        with closing(sqlite3.connect(self.kept)) as kept, closing(sqlite3.connect(self.file)) as used:
            used.execute("PRAGMA synchronous=OFF")
            kept.backup(used)


@pytest.fixture(scope="module")
def stage(template: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("stage"), template)
    yield made
    with made.app.app_context():
        db.engine.dispose()
