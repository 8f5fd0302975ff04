"""A new index from the whole database, while the old one goes on answering."""

from collections.abc import Callable, Iterator

import structlog
from sqlalchemy import func, select

from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File, PageText
from portal.features.workspaces.models import Member
from portal.kernel.db import db, write
from portal.kernel.ledger import settle
from portal.kernel.ledger.installation import ledger_epoch
from portal.readers.search import documents
from portal.readers.search.changes import touched_by
from portal.readers.search.contents import Batch, Document
from portal.readers.search.contract import Building
from portal.readers.search.engine import search_index
from portal.readers.search.indexer import READER, batch_of, entries_of, heads, reached_by

log = structlog.get_logger()
DOCUMENTS, CHARACTERS = 15_000, 30_000_000  # of one commit: few segments, and a kill costs a minute at most
Progress = Callable[[int, int], None]


def rebuild(progress: Progress | None = None) -> int | None:
    """Build and publish a new index; the number of its documents, or None when somebody is at it already.

    `progress` is told how many of how many documents are done. The numbers of the ledger are noted before the first
    row is read, and what happened since is indexed at the end, when nobody else writes. What was interrupted goes on
    where it was.
    """
    with search_index().alone("rebuild", wait=False) as mine:
        return _build(progress or (lambda _done, _total: None)) if mine else None


def _build(progress: Progress) -> int:
    index, epoch = search_index(), ledger_epoch(db.session())
    building = index.build(epoch, heads())
    db.session.rollback()
    total, done = _count(), 0
    for found, place in _portions(building.place):
        building.add(found, place)
        done += len(found)
        progress(min(done, total), total)
    building.apply(Batch(cursors=dict(building.reached)))
    with index.alone("writer"):
        while _catch_up(building):
            pass
        reached = building.state().cursors()
        building.publish()
    with write() as session:
        settle(session, READER, reached)
    progress(total, total)
    log.info("search_rebuilt", documents=done, index=index.name())
    return done


def _portions(after: documents.Place) -> Iterator[tuple[list[Document], documents.Place]]:
    held: list[Document] = []
    size, place = 0, after
    for found, place in documents.everything(after):
        held += found
        size += sum(len(each.body) for each in found)
        if len(held) >= DOCUMENTS or size >= CHARACTERS:
            yield held, place
            held, size = [], 0
    if held:
        yield held, place


def _count() -> int:
    """About how many documents there will be."""
    return sum(
        db.session.scalar(select(func.count()).select_from(each)) or 0
        for each in (Member, Thread, Post, File, PageText)
    )


def _catch_up(building: Building) -> bool:
    """Index what came since the numbers were noted."""
    cursors = building.state().cursors()
    lagging = [audience_id for audience_id, head in heads().items() if head > cursors.get(audience_id, 0)]
    entries = entries_of(lagging, cursors)
    if entries:
        building.apply(batch_of(touched_by(entries), reached_by(entries)))
    db.session.rollback()
    return bool(entries)
