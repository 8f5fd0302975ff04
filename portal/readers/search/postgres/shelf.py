"""Which of the two shelves is in use, which one is filled anew, and what all documents of one have together."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from portal.readers.search.contract import Missing
from portal.readers.search.index.facts import MEASURED
from portal.readers.search.index.schema import VERSION
from portal.readers.search.postgres.tables import CURSOR, SHELF, SHELVES, TABLES, Tables

FORMAT = f"{VERSION}.1"  # what is kept; raised when it changes
BUILDING, USED, OLD = "building", "used", "old"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A row of `search_shelf`."""

    shelf: int
    name: str
    epoch: str
    state: str
    finished: bool
    reached: Mapping[int, int]
    place: tuple[int, int]
    changed_at: int
    newest: int
    documents: int
    totals: Mapping[str, tuple[int, int]]  # words of each field, and documents that have any of it

    @property
    def tables(self) -> Tables:
        """Where its documents are."""
        return TABLES[self.shelf]

    @property
    def averages(self) -> dict[str, float]:
        """Words of each field, over the documents that have any."""
        return {name: words / max(documents, 1) or 1.0 for name, (words, documents) in self.totals.items()}


def used(session: Session) -> Shelf:
    """The one in use. Raises Missing."""
    for each in shelves(session):
        if each.state == USED:
            return each
    raise Missing("there is no index")


def shelves(session: Session) -> list[Shelf]:
    """Those of this format."""
    rows = session.execute(select(SHELF).where(SHELF.c.version == FORMAT))
    return [_shelf(row) for row in rows]


def begin(session: Session, epoch: str, reached: Mapping[int, int]) -> Shelf:
    """What was interrupted, if it is of this format and epoch; else an empty one, on the shelf that is not in use."""
    known = shelves(session)
    for each in known:
        if each.state == BUILDING and each.epoch == epoch:
            return each
    taken = [each.shelf for each in known if each.state == USED]
    free = next(each for each in SHELVES if each not in taken)
    clear(session, free)
    row = {"shelf": free, "name": f"v{FORMAT}-{int(time.time())}-{secrets.token_hex(3)}", "version": FORMAT}
    row |= {"epoch": epoch, "state": BUILDING, "finished": False, "reached": list(reached.items()), "place": [0, 0]}
    row |= {"changed_at": int(time.time()), "newest": 0, "documents": 0}
    row |= {f"{each}_{what}": 0 for each in MEASURED for what in ("words", "documents")}
    session.execute(insert(SHELF), row)
    return locked(session, free)


def locked(session: Session, shelf: int) -> Shelf:
    """A shelf as it is now, held until the commit."""
    return _shelf(session.execute(select(SHELF).where(SHELF.c.shelf == shelf).with_for_update()).one())


def clear(session: Session, shelf: int) -> None:
    """Take everything from a shelf."""
    tables = TABLES[shelf]
    names = ", ".join(each.name for each in (tables.document, tables.words, tables.term))
    session.execute(text(f"DROP INDEX IF EXISTS {index_name(shelf)}"))
    session.execute(text(f"TRUNCATE {names}"))
    session.execute(delete(CURSOR).where(CURSOR.c.shelf == shelf))
    session.execute(delete(SHELF).where(SHELF.c.shelf == shelf))


def change(session: Session, shelf: int, **values: Any) -> None:
    """Note something of a shelf."""
    session.execute(update(SHELF).where(SHELF.c.shelf == shelf).values(**values))


def index_name(shelf: int) -> str:
    """The index over words, which is made when a shelf is full: that takes a tenth of the time."""
    return f"ix_search_document_{shelf}_words"


def _shelf(row: Any) -> Shelf:
    return Shelf(
        shelf=row.shelf,
        name=row.name,
        epoch=row.epoch,
        state=row.state,
        finished=row.finished,
        reached=dict(row.reached),
        place=(row.place[0], row.place[1]),
        changed_at=row.changed_at,
        newest=row.newest,
        documents=row.documents,
        totals={each: (getattr(row, f"{each}_words"), getattr(row, f"{each}_documents")) for each in MEASURED},
    )
