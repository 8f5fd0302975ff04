"""From its arrival until it is given out: a version is received, checked, and then available or refused with a reason.

Without a scanner (setting CLAMD) the look at its first and last bytes is the whole check, and it is available at once.
With one it stays received, and is nobody's to open, until the scanner has said that nothing is in it.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.features.library import kinds
from portal.features.library.clamd import NoScanner, TooMuch, scan
from portal.features.library.models import File, FileState, FileVersion, TextState
from portal.features.library.store import Content
from portal.features.workspaces.notices import tell_by_mail
from portal.kernel.access import AudienceKind, reader_ids
from portal.kernel.blobs import StoreFailed, blobs
from portal.kernel.db import db, now, write
from portal.kernel.jobs import enqueue
from portal.kernel.ledger import SYSTEM, record

CHECK, DRAW, EXTRACT = "library.check", "library.draw", "library.extract"
# Why one still waits, why one was refused: stored words, the latter with the name of what was found behind a colon.
SILENT, TOO_MUCH, VIRUS, MISSING = "scanner_silent", "scanner_limit", "virus", "missing"
Refusal = Callable[[FileVersion], None]
_refused: list[Refusal] = []
AGAIN, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=10)


def first_state(content: Content) -> FileState:
    """How a version with this content begins."""
    if content.refused:
        return FileState.REFUSED
    return FileState.AVAILABLE if content.checked or not current_app.config["CLAMD"] else FileState.RECEIVED


def begin(version: FileVersion) -> None:
    """Go on from the first state, in the transaction that added the version."""
    if version.state == FileState.RECEIVED:
        version.file.refused = False
        _again(version, 0)
    else:
        _told(version)


def check(public_id: str, tries: int = 0) -> None:
    """Let the scanner look through a version that waits for it; the second time there is nothing to do.

    Where the scanner cannot say, the version keeps waiting and is tried again, for as long as it takes.
    """
    version = _waiting(public_id)
    if version is None:
        return
    key, sha256 = version.file.workspace.public_id, version.sha256
    db.session.rollback()
    try:
        found, why = _look(key, sha256), ""
    except TooMuch:
        found, why = "", TOO_MUCH
    except (NoScanner, StoreFailed):
        found, why = "", SILENT
    with write():
        again = _waiting(public_id)
        if again is None:
            return
        if why:
            again.reason = why
            _again(again, tries + 1)
        else:
            _settle(again, found)


def when_refused(call: Refusal) -> Refusal:
    """Call this with a version the scanner has just refused, in the transaction that says so."""
    _refused.append(call)
    return call


def waiting() -> tuple[int, int]:
    """How many versions wait for the scanner, and how many of them because it does not take files of their size."""
    query = select(func.count(), func.count().filter(FileVersion.reason == TOO_MUCH)).select_from(FileVersion)
    query = query.join(File, File.id == FileVersion.file_id).where(File.purged_at.is_(None))
    every, too_large = db.session.execute(query.where(FileVersion.state == FileState.RECEIVED)).one()
    return every, too_large


def _look(key: str, sha256: str) -> str:
    """The stored word for why it is refused, empty when it is not."""
    address = current_app.config["CLAMD"]
    try:
        chunks = blobs().read(key, sha256)
        name = scan(address, chunks) if address else ""  # the scanner may have been taken away meanwhile
    except FileNotFoundError:
        return MISSING
    return f"{VIRUS}:{name}" if name else ""


def _settle(version: FileVersion, refused: str) -> None:
    version.state, version.reason = (FileState.REFUSED if refused else FileState.AVAILABLE), refused
    if refused:
        version.text_state = TextState.UNREADABLE
        _tell_uploader(version)
        for call in _refused:
            call(version)
    db.session.flush()
    _told(version)


def _told(version: FileVersion) -> None:
    """Say how it ended; what is available is drawn, and read for its words."""
    file = version.file
    file.refused = version.state == FileState.REFUSED and _alone(version)
    if version.state == FileState.AVAILABLE:
        for kind in (DRAW, EXTRACT):
            enqueue(kind, {"version": version.public_id}, dedupe=f"{kind}:{version.public_id}")
    if version.state == FileState.REFUSED or current_app.config["CLAMD"]:
        checked = {"version": version.number, "state": str(version.state), "reason": version.reason}
        record(kinds.FILE_CHECKED, audience=file.audience, actor=SYSTEM, subject=file.public_id, payload=checked)


def _alone(version: FileVersion) -> bool:
    others = FileVersion.file_id == version.file_id, FileVersion.state != FileState.REFUSED
    return db.session.scalar(select(FileVersion.id).where(*others).limit(1)) is None


def _tell_uploader(version: FileVersion) -> None:
    """By mail: they may have left the page long ago. Nobody who stopped reading the file is told of it.

    It is named as they named it, for others may have renamed it since; names of what is the team's own are not mailed.
    """
    file, member = version.file, version.uploaded_by
    if member.person_id not in db.session.scalars(reader_ids(file.audience_id)):
        return
    named = file.audience.kind != AudienceKind.TEAM
    subject = _("%(name)s was refused", name=version.name) if named else _("A file of yours was refused")
    text = _("A file you added was checked and refused. Nobody can open it. Its page says why.")
    path = f"/w/{file.workspace.public_id}/files/{file.public_id}"
    tell_by_mail(member.person, subject=subject, text=text, path=path)


def _again(version: FileVersion, tries: int) -> None:
    wait = min(AGAIN * tries**2, LONGEST_WAIT)
    payload, key = {"version": version.public_id, "tries": tries}, f"{CHECK}:{version.public_id}"
    enqueue(CHECK, payload, run_at=now() + wait, dedupe=key)


def _waiting(public_id: str) -> FileVersion | None:
    query = select(FileVersion).where(FileVersion.public_id == public_id, FileVersion.state == FileState.RECEIVED)
    found = db.session.scalars(query).first()
    return found if found is not None and found.file.purged_at is None else None
