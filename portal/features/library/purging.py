"""The end of the trash: bytes, words and names go; the row stays for the posts and entries that refer to it."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select

from portal.features.library import kinds
from portal.features.library.models import File, FileVersion, PageText
from portal.features.library.store import ORPHANED, forget
from portal.features.workspaces.models import Workspace
from portal.kernel.blobs import blobs
from portal.kernel.db import db, now, write
from portal.kernel.ledger import SYSTEM, record

AT_ONCE = 100


def purge_trash() -> int:
    """Purge what has lain in the trash for longer than the settings say; gives how many files went."""
    with write():
        before = now() - timedelta(days=current_app.config["TRASH_DAYS"])
        old = select(File).where(File.deleted_at < before, File.purged_at.is_(None)).limit(AT_ONCE)
        files = db.session.scalars(old.with_for_update(of=File)).unique().all()
        hashes: dict[str, set[str]] = {}
        for file in files:
            hashes.setdefault(file.workspace.public_id, set()).update(_purge(file))
    for key, found in hashes.items():
        forget(key, sorted(found))
    return len(files)


def purge_orphans() -> int:
    """Delete bytes that no file has come to refer to: uploads that were refused or broke off before their row."""
    gone = 0
    keys = set(db.session.scalars(select(Workspace.public_id)))
    for key, sha256 in blobs().written_before(now() - ORPHANED):
        if key in keys:
            gone += forget(key, [sha256])
    return gone


def _purge(file: File) -> set[str]:
    versions = db.session.scalars(select(FileVersion).where(FileVersion.file_id == file.id)).all()
    db.session.execute(delete(PageText).where(PageText.version_id.in_([version.id for version in versions])))
    file.purged_at, file.name, file.withdrawn_reason = now(), "", ""
    for version in versions:
        version.name = version.note = ""
    record(kinds.FILE_PURGED, audience=file.audience, actor=SYSTEM, subject=file.public_id)
    return {version.sha256 for version in versions}
