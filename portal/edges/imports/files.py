"""A folder of documents into the library: same folders, same names, once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from portal.features.library.checking import check
from portal.features.library.folders import make_folder
from portal.features.library.models import File, FileVersion, Folder, TextState
from portal.features.library.reading import read_words
from portal.features.library.services import file_away
from portal.features.library.store import Content, keep
from portal.features.library.words import reason_words
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience
from portal.kernel.blobs import TooLarge
from portal.kernel.blobs.store import CHUNK
from portal.kernel.db import db, write
from portal.kernel.text import clean_line

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class FileCounts:
    """What an import did. `unreadable` names each file whose words cannot be found, with the reason."""

    found: int = 0
    added: int = 0
    known: int = 0
    read: int = 0
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def import_files(
    folder: Path, *, workspace: Workspace, member: Member, audience: Audience, progress: Progress
) -> FileCounts:
    """File every document below a folder and read its words; what was imported before is left alone.

    Signed by `member`. `progress` is told how many of how many are done.
    """
    place = _Place(workspace.id, workspace.public_id, member.id, audience.id)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    counts = FileCounts(found=len(paths))
    for done, path in enumerate(paths, start=1):
        _import_one(path, path.relative_to(folder), place, counts)
        progress(done, len(paths))
    return counts


@dataclass(frozen=True, slots=True)
class _Place:
    workspace_id: int
    key: str
    member_id: int
    audience_id: int


def _import_one(path: Path, inside: Path, place: _Place, counts: FileCounts) -> None:
    name = clean_line(inside.as_posix())
    try:
        key = _imported_key(path, inside, place)
        if _known(key):
            counts.known += 1
            return
        content = keep(place.key, inside.name, _chunks(path), limit=current_app.config["MAX_FILE_BYTES"])
    except (OSError, TooLarge) as error:
        db.session.rollback()
        counts.skipped.append((name, str(error)))
        return
    version_id = _file(content, inside, place, key)
    counts.added += 1
    check(version_id)
    read_words(version_id)
    _count_words(name, version_id, counts)


def _file(content: Content, inside: Path, place: _Place, key: str) -> str:
    with write():
        member = db.session.get_one(Member, place.member_id)
        audience = db.session.get_one(Audience, place.audience_id)
        folder = _folders(inside.parent.parts, member, audience)
        file = file_away(member=member, audience=audience, folder=folder, content=content, imported_key=key)
        version_id = file.versions[0].public_id
    return version_id  # noqa: RET504 (inside the block it would be given before the commit)


def _count_words(name: str, version_id: str, counts: FileCounts) -> None:
    version = db.session.scalars(select(FileVersion).where(FileVersion.public_id == version_id)).one()
    if version.text_state == TextState.READ:
        counts.read += 1
    else:
        counts.unreadable.append((name, reason_words(version.reason)))


def _folders(names: Iterable[str], member: Member, audience: Audience) -> Folder | None:
    """The folder at the end of a path, made where it is missing."""
    parent: Folder | None = None
    for name in names:
        query = select(Folder).where(
            Folder.workspace_id == member.workspace_id,
            Folder.parent_id == (parent.id if parent else None),
            Folder.audience_id == audience.id,
            Folder.name == (clean_line(name, limit=200) or "_"),
            Folder.deleted_at.is_(None),
        )
        found = db.session.scalars(query).first()
        parent = found or make_folder(member=member, audience=audience, parent=parent, name=name)
    return parent


def _imported_key(path: Path, inside: Path, place: _Place) -> str:
    """One file of one content at one place of one workspace and audience."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    where = f"{place.key}/{place.audience_id}/{inside.as_posix()}".encode("utf-8", "surrogateescape")
    return f"file:{hashlib.sha256(where).hexdigest()}:{content}"


def _known(key: str) -> bool:
    return db.session.scalar(select(File.id).where(File.imported_key == key)) is not None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
