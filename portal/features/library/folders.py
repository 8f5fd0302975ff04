"""What can be done with folders."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.features.library import kinds
from portal.features.library.models import File, Folder
from portal.features.library.policy import changing, fits, signing
from portal.features.library.queries import children, files_in
from portal.features.library.view_only import keep_whole, shelter
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import reads
from portal.kernel.access import Actor, Audience, NotFound, Permission
from portal.kernel.db import db, now
from portal.kernel.ledger import SYSTEM, record
from portal.kernel.text import clean_line
from portal.kernel.web import Refused

LONGEST = 200
DEEPEST = 20


def add_folder(*, by: Actor, workspace: Workspace, audience: Audience, parent: Folder | None, name: str) -> Folder:
    """A new folder for an audience, in the root or in a folder that takes this audience."""
    member = signing(workspace, by, Permission.UPLOAD)
    if not reads(by, audience) or (parent is not None and parent.workspace_id != workspace.id):
        raise NotFound
    if not fits(parent, audience):
        raise Refused(_("This folder holds only what is for its own audience."), field="audience")
    if len(path_of(parent)) >= DEEPEST:
        raise Refused(_("Folders cannot lie deeper than this."), field="name")
    return make_folder(member=member, audience=audience, parent=parent, name=name)


def make_folder(*, member: Member, audience: Audience, parent: Folder | None, name: str) -> Folder:
    """Add a folder in somebody's name without asking for their rights: imports. Not for views."""
    folder = Folder(
        workspace_id=member.workspace_id,
        audience=audience,
        parent=parent,
        name=_name(name, member.workspace_id, parent, audience),
        made_by_id=member.id,
    )
    db.session.add(folder)
    db.session.flush()
    record(
        kinds.FOLDER_CREATED,
        audience=audience,
        actor=member.public_id,
        subject=folder.public_id,
        payload={"parent": parent.public_id if parent else ""},
        beside={"name": folder.name},
    )
    return folder


def rename_folder(*, by: Actor, folder: Folder, name: str) -> Folder:
    """Give a folder another name."""
    member = changing(folder, by)
    before = folder.name
    if clean_line(name, limit=LONGEST) != before:
        folder.name = _name(name, folder.workspace_id, folder.parent, folder.audience)
        beside = {"name": folder.name, "before": before}
        record(
            kinds.FOLDER_RENAMED,
            audience=folder.audience,
            actor=member.public_id,
            subject=folder.public_id,
            beside=beside,
        )
        db.session.flush()
    return folder


def delete_folder(*, by: Actor, folder: Folder) -> None:
    """Take away a folder that looks empty to the actor; what they cannot see moves up with a word to its readers."""
    member = changing(folder, by)
    keep_whole(folder, member)
    seen = [children(folder.workspace, by, folder), files_in(folder.workspace, by, folder)]
    if any(db.session.scalars(query.limit(1)).unique().first() is not None for query in seen):
        raise Refused(_("Only an empty folder can be deleted. Move or delete what is in it first."))
    _move_up(folder)
    folder.deleted_at = now()
    parent = {"parent": folder.parent.public_id if folder.parent else ""}
    record(
        kinds.FOLDER_DELETED,
        audience=folder.audience,
        actor=member.public_id,
        subject=folder.public_id,
        payload=parent,
    )
    db.session.flush()


def path_of(folder: Folder | None) -> list[Folder]:
    """The folders from the root down to this one."""
    path: list[Folder] = []
    while folder is not None:
        path.insert(0, folder)
        folder = folder.parent
    return path


def _move_up(folder: Folder) -> None:
    """What is left in a folder that goes: it stays as closed to guests as it was."""
    living = select(Folder).where(Folder.parent_id == folder.id, Folder.deleted_at.is_(None))
    for below in db.session.scalars(living).unique():
        below.parent = folder.parent
        if folder.view_only and not below.view_only:
            below.view_only, below.marked_copies = True, folder.marked_copies
    shelters: dict[int, Folder] = {}
    for file in db.session.scalars(select(File).where(File.folder_id == folder.id, File.deleted_at.is_(None))).unique():
        if folder.view_only and file.audience_id not in shelters:
            shelters[file.audience_id] = shelter(folder, file.audience, beside=folder.parent)
        file.folder = shelters.get(file.audience_id, folder.parent)
        place = {"folder": file.folder.public_id if file.folder else ""}
        record(kinds.FILE_MOVED, audience=file.audience, actor=SYSTEM, subject=file.public_id, payload=place)


def _name(name: str, workspace_id: int, parent: Folder | None, audience: Audience) -> str:
    found = clean_line(name.replace("/", " ").replace("\\", " "), limit=LONGEST)
    if not found:
        raise Refused(_("A folder needs a name."), field="name")
    twin = select(Folder.id).where(
        Folder.workspace_id == workspace_id,
        Folder.parent_id == (parent.id if parent else None),
        Folder.audience_id == audience.id,
        Folder.deleted_at.is_(None),
        func.lower(Folder.name) == found.lower(),
    )
    if db.session.scalar(twin.limit(1)) is not None:
        raise Refused(_("There is a folder of this name already."), field="name")
    return found
