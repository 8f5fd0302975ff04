"""The shelf that is not in use, filled anew: each portion is a transaction that says how far it has come."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.kernel.db import db, write
from portal.readers.search.contents import Batch, Document
from portal.readers.search.postgres import writer
from portal.readers.search.postgres.answering import Answers
from portal.readers.search.postgres.lexemes import ABOVE, STRONG
from portal.readers.search.postgres.shelf import OLD, USED, Shelf, begin, change, index_name, locked, shelves
from portal.readers.search.postgres.tables import TABLES, Tables

MEMORY = "256MB"  # for making the index over words


@dataclass(slots=True)
class PostgresBuilding:
    """A shelf while it is filled."""

    shelf: Shelf

    @property
    def place(self) -> tuple[int, int]:
        """The last table and row that are in it."""
        return self.shelf.place

    @property
    def reached(self) -> Mapping[int, int]:
        """The numbers of the ledger when it was begun."""
        return self.shelf.reached

    def add(self, documents: Iterable[Document], place: tuple[int, int]) -> None:
        """A portion and its place."""
        self._write(Batch(documents=list(documents)), place=list(place))

    def apply(self, batch: Batch) -> None:
        """Catch up; before the first time everything there is becomes ready to be looked up."""
        self._finish()
        self._write(batch)

    def state(self) -> Answers:
        """What is in it now."""
        return Answers(db.session(), self.shelf)

    def publish(self) -> None:
        """Make it the one in use, and the other an old one."""
        self._finish()
        with write() as session:
            for each in shelves(session):
                if each.state == USED:
                    change(session, each.shelf, state=OLD, changed_at=int(time.time()))
            change(session, self.shelf.shelf, state=USED, changed_at=int(time.time()))

    def _write(self, batch: Batch, **noted: object) -> None:
        prepared = writer.prepare(batch, self.shelf)
        with write() as session:
            writer.apply(session, self.shelf.shelf, prepared, **noted)
            self.shelf = locked(session, self.shelf.shelf)

    def _finish(self) -> None:
        if not self.shelf.finished:
            with write() as session:
                finish(session, self.shelf.shelf)
                self.shelf = locked(session, self.shelf.shelf)


def build(epoch: str, reached: Mapping[int, int]) -> PostgresBuilding:
    """What was interrupted, or an empty one."""
    with write() as session:
        return PostgresBuilding(begin(session, epoch, reached))


def finish(session: Session, shelf: int) -> None:
    """Make the index over words, count the documents of every term, and tell the planner what there is."""
    tables = TABLES[shelf]
    session.execute(text(f"SET LOCAL maintenance_work_mem = '{MEMORY}'"))
    session.execute(text(f"TRUNCATE {tables.term.name}"))
    session.execute(text(f"DROP INDEX IF EXISTS {index_name(shelf)}"))
    # Without `fastupdate`: what waits in its list would be read by every search.
    session.execute(
        text(
            f"CREATE INDEX {index_name(shelf)} ON {tables.document.name} "
            f"USING gin (search_words_{shelf}(number)) WITH (fastupdate = off)"
        )
    )
    _count_terms(session, tables)
    for each in (tables.document, tables.words, tables.term):
        session.execute(text(f"ANALYZE {each.name}"))
    change(session, shelf, finished=True)


def _count_terms(session: Session, tables: Tables) -> None:
    """Terms with the number of their documents; what stands above only counts with what is said."""
    bare = f"CASE WHEN starts_with(word, '{ABOVE}') THEN substr(word, {len(ABOVE) + 1}) ELSE word END"
    session.execute(
        text(
            f"INSERT INTO {tables.term.name} (term, documents) "  # noqa: S608 (names of our own)
            f"SELECT {bare}, sum(ndoc) FROM ts_stat('SELECT words FROM {tables.words.name}') "
            f"WHERE NOT starts_with(word, '{STRONG}') GROUP BY 1"
        )
    )
