"""The end of an upload: hashed and looked at outside any transaction, then filed in one, once."""

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.library.store import Content, take_over
from portal.features.library.tus.goals import reach, require_goal
from portal.features.library.tus.models import Upload
from portal.features.library.tus.protocol import metadata
from portal.features.library.tus.stage import stage_of
from portal.kernel.access import Actor, Forbidden, NotFound
from portal.kernel.db import db, now, write
from portal.kernel.web import Refused

FINAL = (Refused, Forbidden, NotFound)  # trying again would not help


def finish(upload_id: int, who: Actor, *, sha256: str | None = None) -> None:
    """File an upload whose bytes are all there; for who holds its stage. Raises what refuses it, for good.

    `sha256` is that of the bytes, if it was worked out as they came.
    """
    upload = db.session.get_one(Upload, upload_id)
    if upload.part or upload.done_at is not None:
        return
    stage = stage_of(upload.public_id)
    try:
        require_goal(upload, who)
        key, name = upload.workspace.public_id, name_of(upload)
        db.session.rollback()
        content = take_over(key, name, stage.whole(), sha256=sha256)
        with write():
            file_once(upload_id, who, content)
    except FINAL as error:
        _refuse(upload_id, error)
        stage.drop()
        raise
    stage.drop()


def file_once(upload_id: int, who: Actor, content: Content) -> None:
    """Let the bytes become what they are for, unless they have already. Inside `write()`."""
    upload = _alone(upload_id)
    if upload.done_at is None:
        upload.done_at = now()  # from here on its bytes do not count twice
        db.session.flush()
        upload.version = reach(upload, who, content)


def name_of(upload: Upload) -> str:
    """The name its file came with."""
    told = metadata(upload.told)
    return told.get("filename") or told.get("name", "")


def _alone(upload_id: int) -> Upload:
    query = select(Upload).where(Upload.id == upload_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _refuse(upload_id: int, error: Exception) -> None:
    said = error.message if isinstance(error, Refused) else _("The place it was for is no longer open to you.")
    with write():
        upload = _alone(upload_id)
        upload.done_at, upload.refused = upload.done_at or now(), said[:500]
