"""Reading the words of a version: outside any transaction, then stored in one."""

from sqlalchemy import delete, insert, select

from portal.features.library import kinds
from portal.features.library.extraction.run import Outcome, extract
from portal.features.library.models import FileVersion, PageText, TextState
from portal.kernel.blobs import blobs
from portal.kernel.db import db, write
from portal.kernel.ledger import SYSTEM, record


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


def _waiting(public_id: str) -> FileVersion | None:
    query = select(FileVersion).where(FileVersion.public_id == public_id, FileVersion.text_state == TextState.WAITING)
    found = db.session.scalars(query).first()
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
