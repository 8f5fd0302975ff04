"""Where an upload is to end: in a folder for an audience, or as a new version; and whether it still may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import g
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.features.identity.models import SignedInSession
from portal.features.library.folders import DEEPEST, LONGEST, add_folder, path_of
from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.policy import fits, signing
from portal.features.library.queries import file_or_404, folder_or_none
from portal.features.library.services import add_file, add_version, latest_of, require_out
from portal.features.library.store import Content
from portal.features.library.tus.models import Upload
from portal.features.library.tus.protocol import metadata
from portal.features.library.view_only import home_of
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.queries import audience_for, reads
from portal.kernel.access import Actor, Audience, Forbidden, NotFound, Permission
from portal.kernel.db import db
from portal.kernel.text import clean_line
from portal.kernel.web import Refused


class Aim(Protocol):
    """Something else an upload may be for, named by a word of the metadata; what stands above adds it."""

    def require(self, workspace: Workspace, who: Actor, public_id: str) -> None:
        """Raises NotFound, Forbidden or Refused where it could not end there."""

    def reach(self, workspace: Workspace, who: Actor, public_id: str, content: Content) -> FileVersion:
        """Let the bytes become what they are for. Inside `write()`."""


_aims: dict[str, Aim] = {}


def add_aim(word: str, aim: Aim) -> None:
    """From now on metadata may name a thing of this kind by its public id."""
    _aims[word] = aim


@dataclass(frozen=True, slots=True)
class Goal:
    """What was asked for: a new version of `file`, or a file for `audience` in `folder`; neither for another aim."""

    audience: Audience | None = None
    folder: Folder | None = None
    file: File | None = None


def asked_goal(workspace: Workspace, who: Actor, told: dict[str, str]) -> Goal:
    """What the metadata ask for, if the actor may: `file` for a version, else `audience` and `folder` (public ids)."""
    signing(workspace, who, Permission.UPLOAD)
    for aim, public_id in _aimed(told):
        aim.require(workspace, who, public_id)
        return Goal()
    if told.get("file"):
        file = file_or_404(workspace, who, told["file"])
        require_out(file)
        return Goal(file=file)
    folder, chosen = folder_or_none(workspace, who, told.get("folder", "")), told.get("audience", "")
    if folder is None and not chosen:
        raise Refused(_("Choose who may see it."), field="audience")
    audience = audience_for(workspace, who, chosen) if chosen or folder is None else folder.audience
    if not fits(folder, audience):
        raise Refused(_("This folder holds only files of its own audience."), field="folder")
    if len(path_of(folder)) + len(steps(told)) > DEEPEST:
        raise Refused(_("Folders cannot lie deeper than this."), field="path")
    return Goal(audience=audience, folder=folder)


def require_goal(upload: Upload, who: Actor) -> None:
    """Raises NotFound or Forbidden once the upload could no longer end where it should."""
    signing(upload.workspace, who, Permission.UPLOAD)
    for aim, public_id in _aimed(metadata(upload.told)):
        aim.require(upload.workspace, who, public_id)
    if upload.file is not None:
        file_or_404(upload.workspace, who, upload.file.public_id)
    elif upload.audience is not None and not reads(who, upload.audience):
        raise NotFound


def may_go_on(upload_id: int, who: Actor) -> Callable[[], bool]:
    """What a running upload asks again and again."""
    row: SignedInSession | None = g.get("session_row")
    session_id = row.id if row is not None else None
    return lambda: _still_may(upload_id, who, session_id)


def reach(upload: Upload, who: Actor, content: Content) -> FileVersion:
    """File the bytes where they should go, as anybody would who brings them in one piece."""
    for aim, public_id in _aimed(metadata(upload.told)):
        return aim.reach(upload.workspace, who, public_id, content)
    if upload.file is not None:
        file = file_or_404(upload.workspace, who, upload.file.public_id)
        return add_version(by=who, file=file, content=content, note=metadata(upload.told).get("note", ""))
    if upload.audience is None:
        raise NotFound
    place = _below(home_of(upload.folder, upload.audience), steps(metadata(upload.told)), upload, who)
    return latest_of(
        add_file(by=who, workspace=upload.workspace, audience=upload.audience, folder=place, content=content)
    )


def steps(told: dict[str, str]) -> list[str]:
    """The folders below the chosen one that a file came in: "Plans/2026/a.pdf" gives Plans and 2026."""
    names = told.get("path", "").replace("\\", "/").split("/")[:-1]
    return [name for name in (clean_line(each, limit=LONGEST) for each in names) if name.strip(".")]


def _aimed(told: dict[str, str]) -> list[tuple[Aim, str]]:
    """The other aim the metadata name, if they do."""
    return [(aim, told[word]) for word, aim in _aims.items() if told.get(word)][:1]


def _still_may(upload_id: int, who: Actor, session_id: int | None) -> bool:
    try:
        upload = db.session.get(Upload, upload_id)
        ended = select(SignedInSession.id).where(
            SignedInSession.id == session_id, SignedInSession.ended_at.is_not(None)
        )
        if upload is None or upload.done_at is not None or db.session.scalar(ended) is not None:
            return False
        require_goal(upload, who)
    except (NotFound, Forbidden, Refused):
        return False
    finally:
        db.session.rollback()  # an upload may take an hour: it holds neither a snapshot nor a connection
    return True


def _below(place: Folder | None, names: list[str], upload: Upload, who: Actor) -> Folder | None:
    """Walk down, adding what is missing. Two at once wait for each other, so that no folder is made twice."""
    if names and upload.audience is not None:
        db.session.execute(select(Audience.id).where(Audience.id == upload.audience_id).with_for_update())
    for name in names:
        place = _named(place, name, upload) or _added(place, name, upload, who)
    return place


def _named(parent: Folder | None, name: str, upload: Upload) -> Folder | None:
    query = select(Folder).where(
        Folder.workspace_id == upload.workspace_id,
        Folder.parent_id == (parent.id if parent else None),
        Folder.audience_id == upload.audience_id,
        Folder.deleted_at.is_(None),
        func.lower(Folder.name) == name.lower(),
    )
    return db.session.scalars(query).first()


def _added(parent: Folder | None, name: str, upload: Upload, who: Actor) -> Folder:
    if upload.audience is None:
        raise NotFound
    return add_folder(by=who, workspace=upload.workspace, audience=upload.audience, parent=parent, name=name)
