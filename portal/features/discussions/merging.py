"""What becomes of read marks when two memberships become one."""

from sqlalchemy import select

from portal.features.discussions.models import ReadMark
from portal.features.workspaces.merging import when_joining
from portal.features.workspaces.models import Member
from portal.kernel.db import db


@when_joining
def keep_the_furthest(mine: Member, theirs: Member) -> None:
    """Whatever one of them has read is read."""
    for mark in db.session.scalars(select(ReadMark).where(ReadMark.member_id == theirs.id)):
        own = db.session.get(ReadMark, (mine.id, mark.thread_id))
        if own is not None and own.number < mark.number:
            own.number, own.at = mark.number, mark.at
