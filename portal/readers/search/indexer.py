"""The one who writes the index: takes what is due, reads the rows again, commits words and cursors together, settles.

The cursors that count are those in the index; what the database remembers of them only says where to look.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.kernel.jobs import enqueue, handler
from portal.kernel.ledger import Entry, ReaderCursor, due_audiences, entries_after, mark_all_due, settle
from portal.kernel.ledger.installation import ledger_epoch
from portal.readers.search import documents
from portal.readers.search.changes import Touched, touched_by
from portal.readers.search.contents import Batch, Document, Facts, Noun, group, key
from portal.readers.search.contract import Missing, SearchIndex, State
from portal.readers.search.engine import search_index
from portal.readers.search.rereading import from_the_beginning, some_rows

log = structlog.get_logger()
READER = "search"
JOB = "search.row"
ENTRIES = 250  # of one batch
PAGES = 40  # of one file in one batch; the rest wait in the index itself
CHARACTERS = 400_000  # of pages in one batch: about a second


class Unusable(RuntimeError):
    """The index cannot be followed up and has to be built anew; says why."""


NOT_THE_ROW = (OSError, DBAPIError, Missing, Unusable)  # disk, database and index: waiting helps, or a rebuild does


def index_due(index: SearchIndex, state: State) -> bool:
    """Index one batch of what is due; True when it was full. Called with the lock of the indexer held.

    What came meanwhile waits for the next round: each round is a commit, which costs more than the words in it.
    """
    due = due_audiences(db.session(), READER)
    if not due:
        return _index_rest(index, state)
    cursors = state.cursors()
    entries = entries_of(due, cursors)
    counted = Counter(entry.audience_id for entry in entries)
    reached = {each: cursors.get(each, 0) for each in due} | reached_by(entries)
    more = bool(entries) and _apply(index, touched_by(entries), Batch(cursors=reached_by(entries)))
    db.session.rollback()
    with write() as session:
        settle(session, READER, reached)
    return more or state.rest() is not None or max(counted.values(), default=0) >= _share(due)


def compare(index: SearchIndex, state: State) -> None:
    """Mark due whatever the index lacks: at start and hourly. Raises Unusable when it knows more than the ledger."""
    if index.epoch() != ledger_epoch(db.session()):
        raise Unusable("the ledger has begun anew")
    cursors, known = state.cursors(), heads()
    if any(seq > known.get(audience_id, 0) for audience_id, seq in cursors.items()):
        raise Unusable("it is ahead of the ledger")
    db.session.rollback()
    with write() as session:
        _set_back(session, cursors)
        mark_all_due(session, READER)


def heads() -> dict[int, int]:
    """The newest number of each audience that has entries."""
    found = db.session.execute(select(Audience.id, Audience.head_seq).where(Audience.head_seq > 0))
    return {row[0]: row[1] for row in found}


def entries_of(audiences: Iterable[int], cursors: dict[int, int]) -> list[Entry]:
    """What came after the cursors, a fair share of each audience."""
    audiences = list(audiences)
    share = _share(audiences)
    found: list[Entry] = []
    for each in audiences:
        found += db.session.scalars(entries_after(each, cursors.get(each, 0), limit=share)).unique()
    return found


def _share(audiences: Sequence[int]) -> int:
    return max(ENTRIES // max(len(audiences), 1), 1)


def reached_by(entries: Iterable[Entry]) -> dict[int, int]:
    """The last number of each audience among these."""
    return {entry.audience_id: entry.seq for entry in entries}


def batch_of(touched: Touched, reached: dict[int, int]) -> Batch:
    """Read the rows again: out with what stands of them in the index, in with what they are now."""
    batch = Batch(cursors=reached)
    for noun, ids in ((Noun.THREAD, touched.threads), (Noun.POST, touched.posts), (Noun.PERSON, touched.members)):
        batch.keys |= {key(noun, each) for each in ids}
    batch.groups = {group(Noun.FILE, each) for each in touched.files}
    batch.documents += documents.threads(sorted(touched.threads))
    batch.documents += documents.posts(sorted(touched.posts))
    batch.documents += documents.people(sorted(touched.members))
    batch.keys |= {key(Noun.AGAIN, each) for each in touched.workspaces}
    batch.documents += from_the_beginning(touched.workspaces)
    room = CHARACTERS
    for file in list(documents.files(sorted(touched.files))):
        found = _some_pages(file.facts, after=0, room=room)
        batch.documents += [file, *found]
        room -= sum(len(page.body) for page in found)
    return batch


def _some_pages(file: Facts, *, after: int, room: int) -> list[Document]:
    """Some pages of a file; when there are more, a last document says where to go on."""
    found: list[Document] = []
    pages = documents.pages(file.id, after=after)
    for page in pages:
        if len(found) >= PAGES or room <= 0:
            last = found[-1].facts.page if found else after
            found.append(Document(replace(page.facts, noun=Noun.REST, audience=0, page=last)))
            break
        found.append(page)
        room -= len(page.body)
    pages.close()
    return found


def _apply(index: SearchIndex, touched: Touched, beside: Batch) -> bool:
    """Index what was touched, with cursors or places beside it; whether there is more of it.

    A row that raises is left to a job, and not waited for.

    The job is tried several times; then it stands with the failed work, where doctor and administrators see it and can
    let it run again. A rebuild reads everything anew.
    """
    try:
        batch = _together(batch_of(touched, {}), beside)
        index.apply(batch)
    except NOT_THE_ROW:
        raise
    except Exception as error:
        db.session.rollback()
        singles = list(_singles(touched))
        failed = [each for each in singles if not _index_one(index, *each)]
        if len(failed) == len(singles) > 1:  # no single row is to blame
            raise
        with write():
            for noun, row in failed:
                log.exception("search_set_aside", noun=noun, row=row, error=type(error).__name__)
                enqueue(JOB, {"noun": noun, "id": row}, dedupe=f"{JOB}:{noun}:{row}", max_attempts=5)
        batch = beside
        index.apply(batch)
    return any(each.facts.noun in (Noun.REST, Noun.AGAIN) for each in batch.documents)


def _together(one: Batch, other: Batch) -> Batch:
    return Batch(
        one.keys | other.keys, one.groups | other.groups, one.documents + other.documents, one.cursors | other.cursors
    )


@handler(JOB)
def index_again(payload: dict[str, Any]) -> None:
    """Index one row that could not be indexed with the others."""
    index = search_index()
    with index.alone("writer"):
        index.apply(batch_of(Touched(**{payload["noun"]: {payload["id"]}}), {}))


def _singles(touched: Touched) -> Iterator[tuple[str, int]]:
    for each in fields(touched):
        for row in sorted(getattr(touched, each.name)):
            yield each.name, row


def _index_one(index: SearchIndex, noun: str, row: int) -> bool:
    try:
        index.apply(batch_of(Touched(**{noun: {row}}), {}))
    except NOT_THE_ROW:
        raise
    except Exception:  # noqa: BLE001 (whatever it is, it is that row's, and told by its job)
        db.session.rollback()
        return False
    return True


def _index_rest(index: SearchIndex, state: State) -> bool:
    """Some more pages of a large file, or rows of a workspace that is read anew, when nothing else waits."""
    rest = state.rest()
    if rest is None:
        return False
    if rest.noun == Noun.AGAIN:
        touched, place = some_rows(rest)
        _apply(index, touched, Batch(keys={key(rest.noun, rest.id)}, documents=place))
        return True
    found = _some_pages(rest, after=rest.page, room=CHARACTERS)
    index.apply(Batch(keys={key(rest.noun, rest.id, rest.page)}, documents=found))
    return True


def _set_back(session: Session, cursors: dict[int, int]) -> None:
    """An index that has lost commits is the truth: what the database remembers goes back to it."""
    rows = session.execute(select(ReaderCursor.audience_id, ReaderCursor.seq).where(ReaderCursor.reader == READER))
    for audience_id, seq in rows.all():
        if seq > cursors.get(audience_id, 0):
            mine = update(ReaderCursor).where(ReaderCursor.reader == READER, ReaderCursor.audience_id == audience_id)
            session.execute(mine.values(seq=cursors.get(audience_id, 0)))
