"""Putting bytes away before anything is written about them, and forgetting bytes nothing refers to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from portal.features.library.models import File, FileVersion
from portal.features.library.previews.cache import forget as forget_drawings
from portal.features.library.previews.cache import previews_root
from portal.features.library.sniff import sniff
from portal.features.workspaces.models import Workspace
from portal.kernel.blobs import Stored, blobs
from portal.kernel.db import db, now

ORPHANED = timedelta(days=1)  # longer than any upload takes between its bytes and its row


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are safely on the disk, not yet part of any file. `refused` says why they may not be opened.

    `checked` are those of a version that is given out already.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    refused: str = ""
    checked: bool = False


def keep(workspace_key: str, name: str, chunks: Iterable[bytes], *, limit: int) -> Content:
    """Stream bytes to the disk and look at what they are; TooLarge beyond the limit. Never inside `write()`."""
    return _seen(workspace_key, name, blobs().write(workspace_key, chunks, limit=limit))


def take_over(workspace_key: str, name: str, path: Path, *, sha256: str | None = None) -> Content:
    """Make a whole file of this disk ours, which is gone from there then, and look at it. Never inside `write()`."""
    return _seen(workspace_key, name, blobs().adopt(workspace_key, path, sha256=sha256))


def forget(workspace_key: str, hashes: Iterable[str]) -> int:
    """Delete those bytes of a workspace that nothing refers to any more; gives how many went.

    Bytes that came (again) lately are left to the sweep: an upload may be between its bytes and its row. For older ones
    no reference can appear between the look and the deed: what is new refers to what came lately or is a copy.
    """
    gone = 0
    for sha256 in hashes:
        db.session.rollback()  # sees what was committed meanwhile
        if not _needed(workspace_key, sha256):
            gone += blobs().delete(workspace_key, sha256, unless_since=now() - ORPHANED)
            forget_drawings(previews_root(), workspace_key, sha256)
    return gone


def _seen(workspace_key: str, name: str, stored: Stored) -> Content:
    seen = sniff(workspace_key, stored.sha256, size=stored.size, name=name)
    return Content(name, stored.sha256, stored.size, seen.media_type, seen.refused)


def _needed(workspace_key: str, sha256: str) -> bool:
    query = (
        select(FileVersion.id)
        .join(File, File.id == FileVersion.file_id)
        .join(Workspace, Workspace.id == File.workspace_id)
        .where(FileVersion.sha256 == sha256, File.purged_at.is_(None), Workspace.public_id == workspace_key)
    )
    return db.session.scalar(query.limit(1)) is not None
