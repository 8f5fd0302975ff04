"""View-only folders: guests see pictures of pages with their name on them, and never the file itself.

Only the vendor's people begin or end it, and no guest takes a file out of such a folder, their own included: a newer
version in it may be somebody else's.
"""

from flask_babel import gettext as _

from portal.features.library.kinds import FOLDER_CREATED, FOLDER_VIEW_ONLY
from portal.features.library.models import File, Folder
from portal.features.library.policy import closed_by, signing
from portal.features.workspaces.models import Member
from portal.kernel.access import Actor, Audience, Permission, Role
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


def keep_whole(folder: Folder, member: Member) -> None:
    """Refuse to let a guest take such a folder away from around its files."""
    if folder.view_only and not Role(member.role).for_staff:
        raise Refused(_("This folder is view-only: the team that shares it can delete it."))


def shelter(folder: Folder, audience: Audience) -> Folder:
    """A folder like this one beside it, for what an audience keeps when this one goes: it stays view-only."""
    made = Folder(
        workspace_id=folder.workspace_id,
        audience=audience,
        parent=folder.parent,
        name=folder.name,
        made_by_id=folder.made_by_id,
        view_only=True,
        marked_copies=folder.marked_copies,
    )
    db.session.add(made)
    db.session.flush()
    parent = {"parent": folder.parent.public_id if folder.parent else ""}
    beside = {"name": made.name}
    record(FOLDER_CREATED, audience=audience, actor=SYSTEM, subject=made.public_id, payload=parent, beside=beside)
    return made
