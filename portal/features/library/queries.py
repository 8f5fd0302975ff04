"""Files and folders as one actor sees them."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, func, select

from portal.features.library.kinds import FILE_OPENED
from portal.features.library.models import File, FileVersion, Folder
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import audience_of, reads
from portal.kernel.access import Actor, Audience, AudienceKind, NotFound
from portal.kernel.db import db
from portal.kernel.ledger import Entry


def folder_or_none(workspace: Workspace, actor: Actor, public_id: str) -> Folder | None:
    """A living folder of the workspace, None for an empty id (the root); NotFound for anything else."""
    if not public_id:
        return None
    found = db.session.scalars(_folders(workspace, actor).where(Folder.public_id == public_id)).first()
    if found is None:
        raise NotFound
    return found


def children(workspace: Workspace, actor: Actor, parent: Folder | None) -> Select[Folder]:
    """The folders in a folder, by name."""
    below = Folder.parent_id == (parent.id if parent else None)
    return _folders(workspace, actor).where(below).order_by(Folder.name)


def all_folders(workspace: Workspace, actor: Actor) -> Sequence[Folder]:
    """Every folder of the workspace that the actor sees, by name: where a file may be moved to."""
    return db.session.scalars(_folders(workspace, actor).order_by(Folder.name)).unique().all()


def file_counts(workspace: Workspace, actor: Actor, folders: Iterable[Folder]) -> dict[int, int]:
    """How many files the actor sees in each folder itself, by its id."""
    here = File.folder_id.in_([folder.id for folder in folders])
    query = _files(workspace, actor).where(here).with_only_columns(File.folder_id, func.count(File.id))
    rows = db.session.execute(query.group_by(File.folder_id)).all()
    return {folder_id: number for folder_id, number in rows if folder_id is not None}


def files_in(workspace: Workspace, actor: Actor, folder: Folder | None) -> Select[File]:
    """The files in a folder, last changed first."""
    here = File.folder_id == (folder.id if folder else None)
    return _files(workspace, actor).where(here).order_by(File.changed_at.desc(), File.id.desc())


def file_or_404(workspace: Workspace, actor: Actor, public_id: str) -> File:
    """A living file."""
    found = db.session.scalars(_files(workspace, actor).where(File.public_id == public_id)).first()
    if found is None:
        raise NotFound
    return found


def files_named(workspace: Workspace, actor: Actor, public_ids: Sequence[str]) -> list[File]:
    """These files of the workspace, in that order, each once; NotFound if the actor cannot see one of them."""
    return [file_or_404(workspace, actor, public_id) for public_id in dict.fromkeys(public_ids)]


def version_or_404(file: File, number: int) -> FileVersion:
    """A version of a file one was allowed to load."""
    query = select(FileVersion).where(FileVersion.file_id == file.id, FileVersion.number == number)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def trash(workspace: Workspace, actor: Actor) -> Select[File]:
    """Deleted files that can still come back, last deleted first."""
    query = File.visible_to(actor).where(File.workspace_id == workspace.id, File.purged_at.is_(None))
    return query.where(File.deleted_at.is_not(None)).order_by(File.deleted_at.desc(), File.id.desc())


def trashed_or_404(workspace: Workspace, actor: Actor, public_id: str) -> File:
    """A file in the trash."""
    found = db.session.scalars(trash(workspace, actor).where(File.public_id == public_id)).first()
    if found is None:
        raise NotFound
    return found


def latest_versions(files: Collection[File]) -> dict[int, FileVersion]:
    """The newest version of each file, by the id of the file."""
    if not files:
        return {}
    query = (
        select(FileVersion)
        .join(File, File.id == FileVersion.file_id)
        .where(FileVersion.file_id.in_([file.id for file in files]), FileVersion.number == File.latest_number)
    )
    return {version.file_id: version for version in db.session.scalars(query)}


def openings(workspace: Workspace, actor: Actor, files: Iterable[File]) -> dict[str, list[Member]]:
    """Which guests have opened each file (by its public id). For the vendor's people only; nothing for others."""
    team = audience_of(workspace, AudienceKind.TEAM)
    if not reads(actor, team):
        return {}
    entries = (
        select(Entry.subject, Entry.actor)
        .where(Entry.audience_id == team.id, Entry.kind == FILE_OPENED.name)
        .where(Entry.subject.in_([file.public_id for file in files]))
        .distinct()
    )
    pairs = db.session.execute(entries).all()
    members = select(Member).where(Member.public_id.in_({actor_id for _subject, actor_id in pairs}))
    known = {member.public_id: member for member in db.session.scalars(members)}
    found: dict[str, list[Member]] = {}
    for subject, actor_id in pairs:
        if actor_id in known:
            found.setdefault(subject, []).append(known[actor_id])
    return found


def free_name(workspace_id: int, folder: Folder | None, audience: Audience, name: str) -> str:
    """The name, with a number where a file of the same audience in the same place has it already."""
    here = select(File.name).where(
        File.workspace_id == workspace_id,
        File.folder_id == (folder.id if folder else None),
        File.audience_id == audience.id,
        File.deleted_at.is_(None),
    )
    taken = {found.casefold() for found in db.session.scalars(here)}
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    wanted, number = name, 2
    while wanted.casefold() in taken:
        wanted, number = f"{stem} ({number}){ending}", number + 1
    return wanted


def _folders(workspace: Workspace, actor: Actor) -> Select[Folder]:
    return Folder.visible_to(actor).where(Folder.workspace_id == workspace.id, Folder.deleted_at.is_(None))


def _files(workspace: Workspace, actor: Actor) -> Select[File]:
    return File.visible_to(actor).where(File.workspace_id == workspace.id, File.deleted_at.is_(None))
