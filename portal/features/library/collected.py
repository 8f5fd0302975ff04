"""Many files at once: what lies in a folder and below it, or what was chosen, each under a name of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.queries import all_folders, files_named
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.text import safe_filename


@dataclass(frozen=True, slots=True)
class Item:
    """A file with its newest version; `path` says where it lies, harmless to any system and unlike any other's."""

    path: str
    file: File
    version: FileVersion


def in_folder(workspace: Workspace, actor: Actor, top: Folder | None) -> list[Item]:
    """The files in a folder (None: the root) and in all below it that the actor sees, by their paths."""
    taken: set[str] = set()
    folders = _below(all_folders(workspace, actor), top, taken)
    here = File.folder_id.in_([each for each in folders if each is not None])
    places = here | File.folder_id.is_(None) if None in folders else here
    found = db.session.execute(_newest(workspace, actor).where(places).order_by(File.name, File.id)).unique()
    return _named(((folders[file.folder_id], file, version) for file, version in found), taken)


def picked(workspace: Workspace, actor: Actor, public_ids: Sequence[str]) -> list[Item]:
    """These files, each once; NotFound if the actor cannot see one of them."""
    ids = [file.id for file in files_named(workspace, actor, public_ids)]
    found = db.session.execute(_newest(workspace, actor).where(File.id.in_(ids)).order_by(File.name, File.id)).unique()
    return _named((("", file, version) for file, version in found), set())


def _newest(workspace: Workspace, actor: Actor) -> Select[File, FileVersion]:
    query = File.visible_to(actor).join(FileVersion, FileVersion.file_id == File.id).add_columns(FileVersion)
    query = query.where(File.workspace_id == workspace.id, File.deleted_at.is_(None))
    query = query.where(FileVersion.number == File.latest_number)
    return query.options(joinedload(FileVersion.uploaded_by).joinedload(Member.person))


def _below(folders: Iterable[Folder], top: Folder | None, taken: set[str]) -> dict[int | None, str]:
    """The way from the top to each folder below it, by id: "", "Technical/", "Technical/Hygiene and safety/"."""
    inside: dict[int | None, list[Folder]] = {}
    for folder in folders:
        inside.setdefault(folder.parent_id, []).append(folder)
    paths: dict[int | None, str] = {top.id if top else None: ""}
    waiting: list[int | None] = list(paths)
    while waiting:
        parent = waiting.pop()
        for folder in inside.get(parent, ()):
            paths[folder.id] = _free(f"{paths[parent]}{safe_filename(folder.name)}", taken) + "/"
            waiting.append(folder.id)
    return paths


def _named(found: Iterable[tuple[str, File, FileVersion]], taken: set[str]) -> list[Item]:
    items = [Item(_free(path + safe_filename(file.name), taken), file, version) for path, file, version in found]
    return sorted(items, key=lambda item: item.path.casefold())


def _free(path: str, taken: set[str]) -> str:
    """The path, with a number before its ending where another differs from it by capitals at most."""
    stem, dot, ending = path.rpartition(".")
    stem, ending = (stem, dot + ending) if stem and "/" not in ending else (path, "")
    wanted, number = path, 2
    while wanted.casefold() in taken:
        wanted, number = f"{stem} ({number}){ending}", number + 1
    taken.add(wanted.casefold())
    return wanted
