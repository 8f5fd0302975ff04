"""A new index from the whole database, while the old one goes on answering."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

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
from portal.readers.search.index.place import create, locked, publish
from portal.readers.search.index.reading import read_folder
from portal.readers.search.index.schema import Document
from portal.readers.search.index.writer import Batch, apply
from portal.readers.search.indexer import READER, batch_of, cursors_of, entries_of, heads, reached_by

log = structlog.get_logger()
DOCUMENTS, CHARACTERS = 5000, 20_000_000  # of one commit
Progress = Callable[[int, int], None]


def rebuild(progress: Progress | None = None) -> int | None:
    """Build and publish a new index; the number of its documents, or None when somebody is at it already.

    `progress` is told how many of how many documents are done. The numbers of the ledger are noted before the first
    row is read, and what happened since is indexed at the end, when nobody else writes.
    """
    with locked("rebuild", wait=False) as mine:
        if not mine:
            return None
        folder = create()
        try:
            return _build(folder, progress or (lambda _done, _total: None))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _build(folder: Path, progress: Progress) -> int:
    epoch, reached = ledger_epoch(db.session()), heads()
    db.session.rollback()
    total, done = _count(), 0
    for found in _portions():
        apply(folder, Batch(documents=found), bulk=True)
        done += len(found)
        progress(min(done, total), total)
    apply(folder, Batch(cursors=reached), bulk=True)
    with locked("writer"):
        while _catch_up(folder):
            pass
        reached = _cursors(folder)
        publish(folder, epoch=epoch)
    with write() as session:
        settle(session, READER, reached)
    progress(total, total)
    log.info("search_rebuilt", documents=done, folder=folder.name)
    return done


def _portions() -> Iterator[list[Document]]:
    held: list[Document] = []
    size = 0
    for found in documents.everything():
        held += found
        size += sum(len(each.body) for each in found)
        if len(held) >= DOCUMENTS or size >= CHARACTERS:
            yield held
            held, size = [], 0
    if held:
        yield held


def _count() -> int:
    """About how many documents there will be."""
    return sum(
        db.session.scalar(select(func.count()).select_from(each)) or 0
        for each in (Member, Thread, Post, File, PageText)
    )


def _catch_up(folder: Path) -> bool:
    """Index what came since the numbers were noted."""
    cursors = _cursors(folder)
    lagging = [audience_id for audience_id, head in heads().items() if head > cursors.get(audience_id, 0)]
    entries = entries_of(lagging, cursors)
    if entries:
        apply(folder, batch_of(touched_by(entries), reached_by(entries)))
    db.session.rollback()
    return bool(entries)


def _cursors(folder: Path) -> dict[int, int]:
    return cursors_of(read_folder(folder))
