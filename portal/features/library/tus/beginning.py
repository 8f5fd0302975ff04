"""Beginning an upload: what it is for and that there is room for it is settled before a byte comes."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from werkzeug.exceptions import BadRequest, Conflict, Gone

from portal.features.library.room import require_fitting, require_room
from portal.features.library.tus.finishing import finish
from portal.features.library.tus.goals import Goal, asked_goal
from portal.features.library.tus.models import Upload
from portal.features.library.tus.protocol import Asked, metadata, named
from portal.features.library.tus.stage import CHUNK, folder, put, stage_of
from portal.features.workspaces.models import Member
from portal.kernel.access import Actor, NotFound
from portal.kernel.blobs import make_durable
from portal.kernel.db import db, new_public_id, now, write
from portal.kernel.web import Refused

MOST_OPEN = 500  # uploads of one member that have begun and not ended
AGAIN = 0.75  # of the time an upload is kept: with less than this left, the next byte lengthens it


def begin(*, member: Member, who: Actor, size: int, asked: Asked) -> Upload:
    """A new upload; with a key used before, the one of that time. Inside `write()`.

    Raises NoRoom, NotFound or Refused as adding the file would.
    """
    before = _begun(member, asked)
    if before is not None:
        return before
    words = metadata(asked.told)
    goal = Goal() if asked.part else asked_goal(member.workspace, who, words)
    require_fitting(words.get("filename", ""), size)
    require_room(member, size)
    waiting = select(func.count(Upload.id)).where(Upload.member_id == member.id, Upload.done_at.is_(None))
    if (db.session.scalar(waiting) or 0) >= MOST_OPEN:
        raise Refused(_("Too many of your uploads are waiting. End or remove some of them first."))
    return _add(member, size, asked, goal)


def join(*, member: Member, who: Actor, asked: Asked) -> Upload:
    """One upload out of its parts, in the order `asked` names them; they are gone then.

    Raises NotFound for what is no part of this member's, Conflict where one is not whole, and what `finish` raises.
    """
    before = _begun(member, asked)
    if before is not None:
        return before
    parts = [own_or_404(member, public_id) for public_id in named(asked.concat)]
    names = list(dict.fromkeys(part.public_id for part in parts if part.part))
    if len(names) != len(parts):
        raise BadRequest
    sizes, public_id, member_id = [part.size for part in parts], new_public_id(), member.id
    db.session.rollback()
    with ExitStack() as held:
        opened = [held.enter_context(stage_of(name).held()) for name in names]
        if [os.fstat(each).st_size for each in opened] != sizes:
            raise Conflict
        _put_together(opened, held.enter_context(stage_of(public_id).held()))
        with write():
            _forget(names)
            made = begin(member=db.session.get_one(Member, member_id), who=who, size=sum(sizes), asked=asked)
            made.public_id = public_id
        for name in names:
            stage_of(name).drop()
        finish(made.id, who)
    return made


def own_or_404(member: Member, public_id: str) -> Upload:
    """An upload of this member; NotFound for anybody else's, Gone for one that waited too long."""
    query = select(Upload).where(Upload.public_id == public_id, Upload.member_id == member.id)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    if found.done_at is None and found.expires_at <= now():
        raise Gone
    return found


def lengthen(upload: Upload) -> None:
    """Bytes are coming: give it its whole time again."""
    if upload.done_at is None and upload.expires_at - now() < AGAIN * _kept():
        with write():
            db.session.get_one(Upload, upload.id).expires_at = _end()


def end(upload: Upload) -> None:
    """Forget it, its bytes too. Raises Locked while bytes are coming."""
    public_id = upload.public_id
    db.session.rollback()
    with stage_of(public_id).held():
        with write():
            _forget([public_id])
        stage_of(public_id).drop()


def _begun(member: Member, asked: Asked) -> Upload | None:
    if asked.key is None:
        return None
    return db.session.scalars(select(Upload).where(Upload.member_id == member.id, Upload.key == asked.key)).first()


def _add(member: Member, size: int, asked: Asked, goal: Goal) -> Upload:
    upload = Upload(
        workspace_id=member.workspace_id,
        member_id=member.id,
        key=asked.key,
        audience=goal.audience,
        folder=goal.folder,
        file=goal.file,
        told=asked.told,
        concat=asked.concat,
        size=size,
        expires_at=_end(),
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def _put_together(parts: Sequence[int], target: int) -> None:
    for part in parts:
        os.lseek(part, 0, os.SEEK_SET)
        while piece := os.read(part, CHUNK):
            put(target, piece)
    os.fsync(target)
    make_durable(folder())


def _forget(names: Sequence[str]) -> None:
    gone = delete(Upload).where(Upload.public_id.in_(names))
    db.session.execute(gone.execution_options(synchronize_session="fetch"))


def _kept() -> timedelta:
    return timedelta(hours=current_app.config["UPLOAD_HOURS"])


def _end() -> datetime:
    return now() + _kept()
