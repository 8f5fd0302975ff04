"""What the worker does for uploads: ends those whose sender went away, and leaves nothing of those that ran out."""

import time
from datetime import timedelta

import structlog
from sqlalchemy import delete, select
from werkzeug.exceptions import Locked

from portal.features.library.tus.beginning import end
from portal.features.library.tus.finishing import FINAL, finish
from portal.features.library.tus.models import Upload
from portal.features.library.tus.stage import Stage, folder, stage_of
from portal.kernel.access import Actor
from portal.kernel.db import db, now, write

log = structlog.get_logger()
ALONE = 60.0  # seconds after the last byte in which the sender would have ended it
REMEMBERED = timedelta(days=7)  # what became of an upload, for a browser that comes back
LEFT = 3600.0  # seconds after which bytes without an upload belong to nobody
AT_ONCE = 100


def end_whole() -> int:
    """File what came whole and was never ended: the server was killed just then. Gives how many were filed."""
    query = select(Upload).where(Upload.done_at.is_(None), Upload.concat != "partial", Upload.expires_at > now())
    waiting = [(each.id, stage_of(each.public_id), each.size, each.member.person) for each in db.session.scalars(query)]
    left = [(upload_id, stage, person.actor()) for upload_id, stage, size, person in waiting if _is_left(stage, size)]
    return sum(_end_now(upload_id, stage, who) for upload_id, stage, who in left)


def sweep() -> int:
    """Forget uploads that waited too long, with their bytes; gives how many went."""
    with write():
        old = Upload.done_at < now() - REMEMBERED
        db.session.execute(delete(Upload).where(old).execution_options(synchronize_session=False))
    over = select(Upload).where(Upload.done_at.is_(None), Upload.expires_at <= now()).limit(AT_ONCE)
    gone = sum(_swept(each) for each in db.session.scalars(over).all())
    _sweep_folder()
    return gone


def _is_left(stage: Stage, size: int) -> bool:
    try:
        seen = stage.path.stat()
    except FileNotFoundError:
        return False
    return seen.st_size == size and seen.st_mtime < time.time() - ALONE and stage.offset() == size


def _end_now(upload_id: int, stage: Stage, who: Actor) -> bool:
    try:
        with stage.held():
            finish(upload_id, who)
    except Locked:
        return False  # somebody is at it
    except FINAL as error:
        log.info("upload_refused", upload=upload_id, why=type(error).__name__)
        return False
    return True


def _swept(upload: Upload) -> bool:
    try:
        end(upload)
    except Locked:
        return False  # bytes are coming
    return True


def _sweep_folder() -> None:
    known = set(db.session.scalars(select(Upload.public_id).where(Upload.done_at.is_(None))))
    for path in folder().iterdir():
        if path.stem not in known and path.stat().st_mtime < time.time() - LEFT:
            path.unlink(missing_ok=True)
