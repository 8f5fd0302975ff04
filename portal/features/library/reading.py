"""Reading the words of a version: outside any transaction, then stored in one."""

from collections.abc import Iterator

from sqlalchemy import and_, delete, insert, or_, select

from portal.features.library import kinds
from portal.features.library.extraction.run import Outcome, extract
from portal.features.library.models import FileState, FileVersion, PageText, TextState
from portal.kernel.blobs import blobs
from portal.kernel.db import db, write
from portal.kernel.jobs import Job, JobState
from portal.kernel.ledger import SYSTEM, record

FAILED = "failed"  # the stored word for reading that failed each time
AT_ONCE = 500


def read_words(public_id: str) -> None:
    """Extract the words of a version that still waits for it; the second time there is nothing to do."""
    version = _waiting(public_id)
    if version is None:
        return
    key, sha256, size, media_type = version.file.workspace.public_id, version.sha256, version.size, version.media_type
    db.session.rollback()
    try:
        outcome = extract(blobs().read(key, sha256), media_type=media_type, size=size)
    except FileNotFoundError:
        outcome = Outcome(TextState.UNREADABLE, "missing")
    with write():
        again = _waiting(public_id)
        if again is not None:
            _store(again, outcome)


def give_up(job_kind: str) -> int:
    """Say of versions whose reading failed as often as it is tried that it did; gives how many.

    The dead jobs stay: an administrator who lets one run again has the words read after all.
    """
    dead = select(Job.payload).where(Job.kind == job_kind, Job.state == JobState.DEAD)
    named = [payload["version"] for payload in db.session.scalars(dead)]
    waits = select(FileVersion.public_id).where(FileVersion.text_state == TextState.WAITING)
    stuck = [
        each for some in _slices(named) for each in db.session.scalars(waits.where(FileVersion.public_id.in_(some)))
    ]
    db.session.rollback()
    for public_id in stuck:
        with write():
            version = _waiting(public_id)
            if version is not None:
                _store(version, Outcome(TextState.UNREADABLE, FAILED))
    return len(stuck)


def _slices(named: list[str]) -> Iterator[list[str]]:
    yield from (named[start : start + AT_ONCE] for start in range(0, len(named), AT_ONCE))


def _waiting(public_id: str) -> FileVersion | None:
    gave_up = and_(FileVersion.text_state == TextState.UNREADABLE, FileVersion.reason == FAILED)
    unread = or_(FileVersion.text_state == TextState.WAITING, gave_up)
    query = select(FileVersion).where(FileVersion.public_id == public_id, unread)
    found = db.session.scalars(query.where(FileVersion.state == FileState.AVAILABLE)).first()
    return found if found is not None and found.file.purged_at is None else None


def _store(version: FileVersion, outcome: Outcome) -> None:
    db.session.execute(delete(PageText).where(PageText.version_id == version.id))
    rows = [{"version_id": version.id, "page": page, "text": text} for page, text in outcome.words.items()]
    if rows:
        db.session.execute(insert(PageText), rows)
    version.text_state, version.reason, version.pages = outcome.state, outcome.reason, outcome.pages
    file = version.file
    read = {"version": version.number, "state": str(outcome.state), "pages": outcome.pages}
    record(kinds.FILE_READ, audience=file.audience, actor=SYSTEM, subject=file.public_id, payload=read)
