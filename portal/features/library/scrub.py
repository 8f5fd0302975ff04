"""Looking whether the bytes of files are still there and still the same: a slice each night, all of them on demand."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Exists, Select, delete, func, select

from portal.features.identity.queries import house_audience
from portal.features.library import kinds
from portal.features.library.models import BlobFault, File, FileVersion, ScrubMark
from portal.features.workspaces.models import Workspace
from portal.kernel.blobs import BlobStore, blobs
from portal.kernel.db import clock, db, now, write
from portal.kernel.ledger import SYSTEM, record

MISSING, CHANGED = "missing", "changed"
NIGHT = range(1, 5)  # hours of the server's own clock
ONCE_IN, OVERDUE = timedelta(hours=20), timedelta(hours=44)  # a machine that sleeps at night is looked at by day
NIGHTS = 30  # for all bytes
AT_LEAST = 1024**3  # bytes a night
AT_ONCE = 20  # blobs between two marks of how far it came

Blob = tuple[str, str]  # workspace key and hash


def referred(after: int = 0) -> Select[int, str, str, int]:
    """Place, workspace key, hash and size of all bytes that files refer to, each once, in order of their place."""
    place = func.min(FileVersion.id)
    query = select(place, Workspace.public_id, FileVersion.sha256, func.max(FileVersion.size))
    query = query.join(File, File.id == FileVersion.file_id).join(Workspace, Workspace.id == File.workspace_id)
    query = query.where(File.purged_at.is_(None)).group_by(Workspace.public_id, FileVersion.sha256)
    return query.having(place > after).order_by(place)


def look(store: BlobStore, key: str, sha256: str) -> str:
    """What is wrong with these bytes: nothing, or one of the words above."""
    try:
        store.size(key, sha256)
    except FileNotFoundError:
        return MISSING
    return "" if store.verify(key, sha256) else CHANGED


def note(found: Mapping[Blob, str]) -> None:
    """Keep what was found, forget faults that are no more, and tell the administrators of new ones. In `write()`."""
    fresh: Counter[str] = Counter()
    for (key, sha256), what in found.items():
        known = db.session.get(BlobFault, (key, sha256))
        if known is not None and known.what != what:
            db.session.delete(known)
            db.session.flush()
        if what and (known is None or known.what != what):
            db.session.add(BlobFault(workspace_key=key, sha256=sha256, what=what))
            fresh[what] += 1
    if fresh:
        counts = {MISSING: fresh[MISSING], CHANGED: fresh[CHANGED]}
        record(kinds.BYTES_DAMAGED, audience=house_audience(), actor=SYSTEM, subject="blobs", payload=counts)


def fault_counts() -> Counter[str]:
    """How many bytes that files still need are missing, and how many changed."""
    rows = db.session.execute(select(BlobFault.what, func.count()).where(_needed()).group_by(BlobFault.what))
    return Counter(dict(rows.all()))


def scrub_slice() -> None:
    """Read on where the last slice ended, if it is night and this night has had none."""
    mark = db.session.get(ScrubMark, 1)
    if mark is not None and not _due(mark):
        return
    place, left, more = mark.place if mark else 0, _quota(), True
    while more and left > 0:
        some = db.session.execute(referred(place).limit(AT_ONCE)).all()
        db.session.rollback()  # reading may take long
        found: dict[Blob, str] = {}
        for at, key, sha256, size in some:
            found[key, sha256] = look(blobs(), key, sha256)
            place, left = at, left - size
        more = len(some) == AT_ONCE
        _keep(found, place if more else 0, ended=left <= 0 or not more)


def _keep(found: Mapping[Blob, str], place: int, *, ended: bool) -> None:
    with write():
        note(found)
        mark = db.session.get(ScrubMark, 1) or ScrubMark(id=1)
        mark.place = place
        if ended:
            mark.slice_at = now()
        if not place:
            mark.round_ended_at = now()
            db.session.execute(delete(BlobFault).where(~_needed()))
        db.session.add(mark)


def _due(mark: ScrubMark) -> bool:
    if mark.slice_at is None:
        return True
    night = clock().astimezone().hour in NIGHT
    return now() - mark.slice_at > (ONCE_IN if night else OVERDUE)


def _quota() -> int:
    every = referred().subquery()
    total = db.session.scalar(select(func.sum(every.c[3]))) or 0
    return max(int(total) // NIGHTS, AT_LEAST)


def _needed() -> Exists:
    by_file = select(FileVersion.id).join(File, File.id == FileVersion.file_id)
    by_file = by_file.join(Workspace, Workspace.id == File.workspace_id).where(File.purged_at.is_(None))
    same = FileVersion.sha256 == BlobFault.sha256, Workspace.public_id == BlobFault.workspace_key
    return by_file.where(*same).exists()
