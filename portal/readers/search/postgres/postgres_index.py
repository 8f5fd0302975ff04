"""The contract on PostgreSQL: tables of the application's own database, written by one process at a time."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import text

from portal.kernel.db import db, write
from portal.readers.search.contents import Batch
from portal.readers.search.postgres import writer
from portal.readers.search.postgres.answering import Answers
from portal.readers.search.postgres.building import PostgresBuilding, build
from portal.readers.search.postgres.shelf import OLD, clear, shelves, used

GRACE = 60  # seconds somebody may still read what is no longer in use
# Every question is planned for its own words. Its sets are held in memory: those that do not fit would be checked one
# by one. Compiling takes longer than answering.
PLANNED = {
    "plan_cache_mode": "force_custom_plan",
    "work_mem": "64MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # whoever else searches needs the other processors
}


class PostgresIndex:
    """One shelf in use; each rebuild fills the other."""

    @contextmanager
    def reading(self) -> Iterator[Answers]:
        """The newest state, in the transaction of the session. Raises Missing."""
        session = db.session()
        shelf = used(session)
        settings = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in PLANNED.items())
        session.execute(text(f"SELECT {settings}"))
        yield Answers(session, shelf)

    def apply(self, batch: Batch) -> None:
        """One transaction."""
        prepared = writer.prepare(batch, used(db.session()))
        with write() as session:
            writer.apply(session, used(session).shelf, prepared)

    def epoch(self) -> str:
        """The epoch of the ledger it was built from. Raises Missing."""
        return used(db.session()).epoch

    def name(self) -> str:
        """The name of the shelf as it was filled. Raises Missing."""
        return used(db.session()).name

    def tidy(self) -> bool:
        """Empty a shelf that has not been in use for a while."""
        old = [each for each in shelves(db.session()) if each.state == OLD and each.changed_at < time.time() - GRACE]
        db.session.rollback()
        for each in old:
            with write() as session:
                clear(session, each.shelf)
        return False

    def build(self, epoch: str, reached: Mapping[int, int]) -> PostgresBuilding:
        """The shelf of an interrupted rebuild of that epoch, or an empty one."""
        return build(epoch, reached)

    @contextmanager
    def alone(self, what: str, *, wait: bool = True) -> Iterator[bool]:
        """A lock of the database, held by a connection of its own; it dies with whoever holds it."""
        key = crc32(f"throughline search {what}".encode())
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if wait:
                connection.execute(text("SET lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
                mine = True
            else:
                mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
            try:
                yield mine
            finally:
                if mine:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
                if wait:
                    connection.invalidate()  # it would wait for others without an end
