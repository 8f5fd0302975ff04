"""What can be done with files. Every verb flushes, records what happened, and leaves the commit to the edge."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, literal, select, update

from portal.features.library import checking, kinds
from portal.features.library.models import File, FileVersion, Folder, PageText, TextState
from portal.features.library.policy import bringing_back, changing, fits, openable, signing
from portal.features.library.queries import free_name
from portal.features.library.room import require_room
from portal.features.library.store import Content
from portal.features.library.view_only import home_of, keep_inside, require_meant
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import reads
from portal.kernel.access import Actor, Audience, AudienceKind, NotFound, Permission
from portal.kernel.db import db, now
from portal.kernel.ledger import Kind, record
from portal.kernel.text import clean_line, safe_filename
from portal.kernel.web import Refused


def add_file(*, by: Actor, workspace: Workspace, audience: Audience, folder: Folder | None, content: Content) -> File:
    """A member adds a file. Refused where the workspace is full or the folder does not take this audience."""
    member = signing(workspace, by, Permission.UPLOAD)
    if not reads(by, audience):
        raise NotFound
    require_room(member, content.size)
    return file_away(member=member, audience=audience, folder=folder, content=content)


def file_away(
    *,
    member: Member,
    audience: Audience,
    folder: Folder | None,
    content: Content,
    occurred_at: datetime | None = None,
    imported_key: str | None = None,
) -> File:
    """Add a file in somebody's name without asking for their rights: imports and mail. Not for views."""
    _check_place(folder, audience)
    moment = occurred_at or now()
    file = File(
        workspace_id=member.workspace_id,
        audience=audience,
        folder=folder,
        name=free_name(member.workspace_id, folder, audience, safe_filename(content.name)),
        made_by=member,
        created_at=moment,
        imported_key=imported_key,
    )
    db.session.add(file)
    db.session.flush()
    version = _add_version(file, member, content, moment)
    tell_of(kinds.FILE_UPLOADED, version, member, occurred_at=occurred_at, beside={"name": file.name})
    checking.begin(version)
    return file


def add_version(*, by: Actor, file: File, content: Content, note: str = "") -> FileVersion:
    """A member puts newer bytes into a file; the older ones stay. `note` says in a line what is new."""
    member = signing(file.workspace, by, Permission.UPLOAD)
    version = append_version(file, member, content, now())
    version.note = clean_line(note)
    tell_of(kinds.FILE_VERSION_ADDED, version, member, beside={"name": version.name, "note": version.note})
    checking.begin(version)
    return version


def rename_file(*, by: Actor, file: File, name: str) -> File:
    """Give a file another name; the versions keep the names they came with."""
    member = changing(file, by)
    if not clean_line(name):
        raise Refused(_("A file needs a name."), field="name")
    before, wanted = file.name, safe_filename(name)
    if wanted != before:
        file.name = free_name(file.workspace_id, file.folder, file.audience, wanted)
        file.changed_at = now()
        beside = {"name": file.name, "before": before}
        record(
            kinds.FILE_RENAMED, audience=file.audience, actor=member.public_id, subject=file.public_id, beside=beside
        )
        db.session.flush()
    return file


def move_file(*, by: Actor, file: File, folder: Folder | None, let_out: bool = False) -> File:
    """Put a file elsewhere; its audience stays what it is. `let_out` says that guests shall get the original."""
    member = changing(file, by)
    keep_inside(file, member)
    require_meant(file, file.audience, folder, let_out=let_out)
    _check_place(folder, file.audience)
    if file.folder_id != (folder.id if folder else None):
        file.name = free_name(file.workspace_id, folder, file.audience, file.name)
        file.folder, file.changed_at = folder, now()
        place = {"folder": folder.public_id if folder else ""}
        record(kinds.FILE_MOVED, audience=file.audience, actor=member.public_id, subject=file.public_id, payload=place)
        db.session.flush()
    return file


def copy_file(*, by: Actor, file: File, audience: Audience, folder: Folder | None, let_out: bool = False) -> File:
    """A new file with the latest bytes, for that audience. Readers of the old one hear of a copy made for everyone."""
    member = changing(file, by)
    keep_inside(file, member)
    require_meant(file, audience, folder, let_out=let_out)
    if not reads(by, audience):
        raise NotFound
    latest = latest_of(file)
    if not openable(latest):
        raise Refused(_("A file that cannot be opened cannot be copied."))
    require_room(member, latest.size)
    copy = _copy(file, latest, member, audience, folder)
    act = tell_of(kinds.FILE_COPIED, copy.versions[0], member, beside={"name": copy.name})
    if audience.id != file.audience_id and audience.kind == AudienceKind.EVERYONE:
        _copied_on(file, copy, member, act)
    return copy


def delete_file(*, by: Actor, file: File) -> None:
    """Into the trash, for as many days as the settings say."""
    member = changing(file, by)
    file.deleted_at, file.deleted_by = now(), member
    record(kinds.FILE_DELETED, audience=file.audience, actor=member.public_id, subject=file.public_id)
    db.session.flush()


def restore_file(*, by: Actor, file: File) -> File:
    """Out of the trash, to where it was; when its folder is gone, to where `home_of` says."""
    member = bringing_back(file, file.deleted_by, by)
    file.folder = home_of(file.folder, file.audience)
    file.name = free_name(file.workspace_id, file.folder, file.audience, file.name)
    file.deleted_at = file.deleted_by = None
    place = {"folder": file.folder.public_id if file.folder else ""}
    record(kinds.FILE_RESTORED, audience=file.audience, actor=member.public_id, subject=file.public_id, payload=place)
    db.session.flush()
    return file


def latest_of(file: File) -> FileVersion:
    """The newest version."""
    query = select(FileVersion).where(FileVersion.file_id == file.id, FileVersion.number == file.latest_number)
    return db.session.scalars(query).one()


def append_version(file: File, member: Member, content: Content, moment: datetime) -> FileVersion:
    """Number these bytes and put them behind the others; Refused where there is no room or the file is withdrawn."""
    require_out(file)
    require_room(member, content.size)
    return _add_version(file, member, content, moment)


def require_out(file: File) -> None:
    """Raises Refused for a file that was withdrawn: nobody would see what comes into it."""
    if file.withdrawn_at is not None:
        raise Refused(_("This file was withdrawn. Give it out again before it takes a new version."))


def take_words(version: FileVersion, other: FileVersion) -> None:
    """What was read in a version with the same bytes holds for this one; what waits there is read here, too."""
    version.text_state, version.reason, version.pages = other.text_state, other.reason, other.pages
    words = select(literal(version.id), PageText.page, PageText.text).where(PageText.version_id == other.id)
    db.session.execute(insert(PageText).from_select(["version_id", "page", "text"], words))
    if other.text_state == TextState.WAITING:
        checking.begin(version)
    db.session.flush()


def tell_of(kind: Kind, version: FileVersion, member: Member, **more: Any) -> str:
    """Record what somebody did with a version."""
    file = version.file
    payload = {
        "folder": file.folder.public_id if file.folder else "",
        "version": version.number,
        "size": version.size,
        "media_type": version.media_type,
        "sha256": version.sha256,
        "imported": file.imported_key is not None,
    } | more.pop("payload", {})
    return record(kind, audience=file.audience, actor=member.public_id, subject=file.public_id, payload=payload, **more)


def _check_place(folder: Folder | None, audience: Audience) -> None:
    if folder is not None and (folder.deleted_at is not None or folder.workspace_id != audience.workspace_id):
        raise NotFound
    if not fits(folder, audience):
        raise Refused(_("This folder holds only files of its own audience."), field="folder")


def _add_version(file: File, member: Member, content: Content, moment: datetime) -> FileVersion:
    counted = update(File).where(File.id == file.id).values(latest_number=File.latest_number + 1)
    number = db.session.scalar(
        counted.returning(File.latest_number).execution_options(synchronize_session=False)
    )  # counted by the database, so that two at once get two numbers
    db.session.expire(file, ["latest_number", "versions"])
    version = FileVersion(
        file=file,
        number=number,
        name=clean_line(content.name, limit=255) or file.name,
        sha256=content.sha256,
        size=content.size,
        media_type=content.media_type,
        uploaded_by=member,
        uploaded_at=moment,
        state=checking.first_state(content),
        text_state=TextState.UNREADABLE if content.refused else TextState.WAITING,
        reason=content.refused,
    )
    file.changed_at = moment
    db.session.add(version)
    db.session.flush()
    return version


def _copy(file: File, latest: FileVersion, member: Member, audience: Audience, folder: Folder | None) -> File:
    _check_place(folder, audience)
    copy = File(
        workspace_id=file.workspace_id,
        audience=audience,
        folder=folder,
        name=free_name(file.workspace_id, folder, audience, file.name),
        made_by=member,
        copied_from_id=file.id,
    )
    db.session.add(copy)
    db.session.flush()
    content = Content(file.name, latest.sha256, latest.size, latest.media_type, checked=True)
    take_words(_add_version(copy, member, content, now()), latest)
    return copy


def _copied_on(file: File, copy: File, member: Member, act: str) -> None:
    record(
        kinds.FILE_COPIED_ON,
        audience=file.audience,
        actor=member.public_id,
        subject=file.public_id,
        payload={"copy": copy.public_id},
        act=act,
    )
