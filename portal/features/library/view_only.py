"""View-only folders: guests see pictures of pages with their name on them, and never the file itself.

Only the vendor's people begin or end it, and no guest takes a file out of such a folder, their own included: a newer
version in it may be somebody else's.
"""

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.library.kinds import FOLDER_CREATED, FOLDER_VIEW_ONLY
from portal.features.library.models import File, Folder
from portal.features.library.policy import closed_by, signing
from portal.features.workspaces.models import Member
from portal.kernel.access import Actor, Audience, AudienceKind, Permission, Role
from portal.kernel.db import db
from portal.kernel.ledger import SYSTEM, record
from portal.kernel.web import Refused


def set_view_only(*, by: Actor, folder: Folder, on: bool, copies: bool) -> None:
    """Begin or end it for the folder and all below it; `copies` lets guests download PDFs as pictures with a mark."""
    member = signing(folder.workspace, by, Permission.CURATE_LIBRARY)
    copies = copies and on
    if (folder.view_only, folder.marked_copies) == (on, copies):
        return
    folder.view_only, folder.marked_copies = on, copies
    record(
        FOLDER_VIEW_ONLY,
        audience=folder.audience,
        actor=member.public_id,
        subject=folder.public_id,
        payload={"on": on, "copies": copies},
    )
    db.session.flush()


def keep_inside(file: File, member: Member) -> None:
    """Refuse to let a guest take a file out of a view-only folder."""
    if closed_by(file.folder) is not None and not Role(member.role).for_staff:
        raise Refused(_("This folder is view-only: files in it are moved and copied by the team that shares them."))


def lets_out(file: File, audience: Audience, folder: Folder | None) -> bool:
    """Whether guests would get the original for the first time once it lies there, for that audience."""
    guests = audience.kind != AudienceKind.TEAM
    return guests and closed_by(file.folder) is not None and closed_by(folder) is None


def require_meant(file: File, audience: Audience, folder: Folder | None, *, let_out: bool) -> None:
    """Raises Refused where a file would leave a view-only folder and nobody has said that this is meant."""
    if not let_out and lets_out(file, audience, folder):
        raise Refused(_("Customers would get the original there. Tick that they shall."), field="let_out")


def keep_whole(folder: Folder, member: Member) -> None:
    """Refuse to let a guest take such a folder away from around its files."""
    if folder.view_only and not Role(member.role).for_staff:
        raise Refused(_("This folder is view-only: the team that shares it can delete it."))


def home_of(folder: Folder | None, audience: Audience) -> Folder | None:
    """Where something of this audience belongs that lay in this folder: there, or in the nearest one that still lives.

    What was closed to guests stays so: where a view-only folder went, its like is there in its stead.
    """
    closed, place = closed_by(folder), folder
    while place is not None and place.deleted_at is not None:
        place = place.parent
    if closed is None or closed.deleted_at is None:
        return place
    return shelter(closed, audience, beside=place)


def shelter(folder: Folder, audience: Audience, *, beside: Folder | None) -> Folder:
    """A folder like this one in that place, for what an audience keeps of it when it goes: it stays view-only."""
    there, name, number = _lying(beside, audience, but=folder), folder.name, 2
    while (like := there.get(name.lower())) is not None:
        if like.view_only and like.marked_copies == folder.marked_copies:
            return like
        name, number = f"{folder.name[:190]} ({number})", number + 1
    made = Folder(
        workspace_id=folder.workspace_id,
        audience=audience,
        parent=beside,
        name=name,
        made_by_id=folder.made_by_id,
        view_only=True,
        marked_copies=folder.marked_copies,
    )
    db.session.add(made)
    db.session.flush()
    parent = {"parent": beside.public_id if beside else ""}
    told = {"name": made.name}
    record(FOLDER_CREATED, audience=audience, actor=SYSTEM, subject=made.public_id, payload=parent, beside=told)
    return made


def _lying(parent: Folder | None, audience: Audience, *, but: Folder) -> dict[str, Folder]:
    """The other folders of an audience in a place, by their names without capitals."""
    query = select(Folder).where(
        Folder.workspace_id == but.workspace_id,
        Folder.parent_id == (parent.id if parent else None),
        Folder.audience_id == audience.id,
        Folder.deleted_at.is_(None),
        Folder.id != but.id,
    )
    return {found.name.lower(): found for found in db.session.scalars(query).unique()}
