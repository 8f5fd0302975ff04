"""Whether a version may go on flowing to somebody: asked again and again by long answers."""

from collections.abc import Callable
from enum import StrEnum

from flask import g
from sqlalchemy import select

from portal.features.identity.models import SignedInSession
from portal.features.library.models import File, FileVersion
from portal.features.library.policy import gives_original
from portal.features.workspaces.models import Member
from portal.kernel.access import Actor
from portal.kernel.db import db

Gives = Callable[[FileVersion, Member, Actor], bool]


class Standing(StrEnum):
    """Whether it may go on, or is not given to them any more, or the right to read it is over."""

    GIVEN = "given"
    TAKEN_BACK = "taken_back"
    OVER = "over"


def watching(member: Member, actor: Actor, gives: Gives = gives_original) -> Callable[[int], Standing]:
    """What long answers of this request ask, for each version by its id. `gives` is the right they live from."""
    row: SignedInSession | None = g.get("session_row")
    session_id, member_id = row.id if row is not None else None, member.id
    return lambda version_id: standing(actor, member_id, version_id, session_id, gives)


def running(version: FileVersion, member: Member, actor: Actor, gives: Gives = gives_original) -> Callable[[], bool]:
    """What a running download of this request asks: whether it may go on."""
    watch, version_id = watching(member, actor, gives), version.id
    return lambda: watch(version_id) is Standing.GIVEN


def standing(
    actor: Actor, member_id: int, version_id: int, session_id: int | None, gives: Gives = gives_original
) -> Standing:
    """How a version stands for somebody whose session has, or has not, ended."""
    try:
        query = File.visible_to(actor).join(FileVersion, FileVersion.file_id == File.id)
        file = db.session.scalars(query.where(FileVersion.id == version_id)).first()
        ended = select(SignedInSession.id).where(
            SignedInSession.id == session_id, SignedInSession.ended_at.is_not(None)
        )
        if file is None or db.session.scalar(ended) is not None:
            return Standing.OVER
        version, member = db.session.get(FileVersion, version_id), db.session.get(Member, member_id)
        given = file.deleted_at is None and version is not None and member is not None and gives(version, member, actor)
        return Standing.GIVEN if given else Standing.TAKEN_BACK
    finally:
        db.session.rollback()  # an answer may take an hour: it holds neither a snapshot nor a connection
