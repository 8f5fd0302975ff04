"""How much may still be brought: of the workspace's room, and of one person's share of it.

What lies in the trash counts, and what is on its way counts as if it were there. The vendor's people are told figures.
For all others what others have filled counts in coarse steps, so that no series of attempts tells how much that is.
"""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from portal.features.library.models import File, FileVersion
from portal.features.library.tus.models import Upload
from portal.features.workspaces.models import Member
from portal.kernel.access import Permission
from portal.kernel.db import db, now
from portal.kernel.web import Refused
from portal.kernel.web.language import size as words_of

STEPS = 64  # of a workspace's quota: what guests can find out of how full it is


class NoRoom(Refused):
    """The file, or all files together, would be larger than is kept."""

    code = 413


def room(member: Member) -> int:
    """How many bytes this member may still bring into their workspace."""
    return max(min(_left_for(member), _left_of_share(member)), 0)


def left_beside(workspace_id: int, stored: ColumnElement[bool], coming: ColumnElement[bool]) -> int:
    """How many bytes a workspace takes from somebody outside the house, whose versions and uploads these are.

    Never more than there are: what others have is rounded up, one's own is counted as it is.
    """
    quota = _setting("WORKSPACE_QUOTA_BYTES")
    mine, step = _stored(File.workspace_id == workspace_id, stored) + _coming(coming), max(quota // STEPS, 1)
    others = -((mine - _used(workspace_id)) // step) * step
    return quota - mine - others


def require_room(member: Member, size: int) -> None:
    """Raises NoRoom with figures. What the whole workspace holds is told only to the vendor's people."""
    share, mine, here = _setting("PERSON_QUOTA_BYTES"), _left_of_share(member), _left_for(member)
    said = {"size": words_of(size), "share": words_of(share)}
    if size > mine:
        said["left"] = words_of(max(mine, 0))
        raise NoRoom(_("This has %(size)s. Of the %(share)s you may store here, %(left)s are left.", **said))
    if size > here and member.may(Permission.REPLY_FOR_TEAM):
        said["left"] = words_of(max(here, 0))
        raise NoRoom(_("This has %(size)s. There are %(left)s left in this workspace.", **said))
    if size > here:
        words = _("This has %(size)s and does not fit into this workspace any more. Ask the team to make room.", **said)
        raise NoRoom(words)


def require_fitting(name: str, size: int) -> None:
    """Raises NoRoom with figures for a file that is larger than any may be."""
    most = _setting("MAX_FILE_BYTES")
    if size > most:
        said = {"name": name[:100], "size": words_of(size), "most": words_of(most)}
        raise NoRoom(_("%(name)s has %(size)s. A file may have at most %(most)s.", **said), field="file")


def _left_for(member: Member) -> int:
    """How many bytes the workspace still takes from a member."""
    if member.may(Permission.REPLY_FOR_TEAM):
        return _setting("WORKSPACE_QUOTA_BYTES") - _used(member.workspace_id)
    return left_beside(member.workspace_id, FileVersion.uploaded_by_id == member.id, Upload.member_id == member.id)


def _left_of_share(member: Member) -> int:
    used = _stored(File.workspace_id == member.workspace_id, FileVersion.uploaded_by_id == member.id)
    return _setting("PERSON_QUOTA_BYTES") - used - _coming(Upload.member_id == member.id)


def _used(workspace_id: int) -> int:
    return _stored(File.workspace_id == workspace_id) + _coming(Upload.workspace_id == workspace_id)


def _stored(*which: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.sum(FileVersion.size), 0)).join(File, File.id == FileVersion.file_id)
    return int(db.session.scalar(query.where(File.purged_at.is_(None), *which)) or 0)


def _coming(whose: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.sum(Upload.size), 0)).where(Upload.done_at.is_(None), Upload.expires_at > now())
    return int(db.session.scalar(query.where(whose)) or 0)


def _setting(name: str) -> int:
    return int(current_app.config[name])
