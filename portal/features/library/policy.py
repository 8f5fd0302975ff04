"""Who may do what with files they can see."""

from portal.features.library.models import File, FileState, FileVersion, Folder
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import member_of
from portal.kernel.access import Actor, Audience, AudienceKind, Forbidden, Permission, Role


def signing(workspace: Workspace, by: Actor, permission: Permission) -> Member:
    """The membership that signs what the actor does; Forbidden without one whose role grants it."""
    member = member_of(workspace, by)
    if member is None or by.lens_id is not None or workspace.archived_at is not None or not member.may(permission):
        raise Forbidden
    return member


def may_change(thing: File | Folder, member: Member) -> bool:
    """Rename, move, copy and delete: one's own with the right to upload, those of others with the right to curate."""
    if member.may(Permission.CURATE_LIBRARY):
        return True
    return thing.made_by_id == member.id and member.may(Permission.UPLOAD)


def changing(thing: File | Folder, by: Actor) -> Member:
    """The membership that signs a change of this thing, or Forbidden."""
    member = signing(thing.workspace, by, Permission.UPLOAD)
    if not may_change(thing, member):
        raise Forbidden
    return member


def may_bring_back(file: File, taker: Member | None, member: Member) -> bool:
    """Give again or restore what `taker` took back: whoever may change it; of the vendor's people, only they."""
    ours = taker is not None and Role(taker.role).for_staff
    return may_change(file, member) and (Role(member.role).for_staff or not ours)


def bringing_back(file: File, taker: Member | None, by: Actor) -> Member:
    """The membership that signs bringing a file back that `taker` took back, or Forbidden."""
    member = changing(file, by)
    if not may_bring_back(file, taker, member):
        raise Forbidden
    return member


def fits(folder: Folder | None, audience: Audience) -> bool:
    """Whether things of this audience may lie there: in the root, in a folder for everyone, or in one of their own."""
    return folder is None or folder.audience_id == audience.id or folder.audience.kind == AudienceKind.EVERYONE


def openable(version: FileVersion) -> bool:
    """Whether its bytes, words and pictures are given out: checked, and not withdrawn."""
    return version.state == FileState.AVAILABLE and version.file.withdrawn_at is None


def closed_by(folder: Folder | None) -> Folder | None:
    """The nearest view-only folder from this one upwards."""
    while folder is not None and not folder.view_only:
        folder = folder.parent
    return folder


def gives_marked_copy(version: FileVersion) -> bool:
    """Whether whoever is not given the original may download it as pictures with their mark."""
    closed = closed_by(version.file.folder)
    pdf = version.media_type == "application/pdf"
    return openable(version) and pdf and closed is not None and closed.marked_copies


def gives_original(version: FileVersion, reader: Member, actor: Actor) -> bool:
    """Whether this reader gets its bytes, words and hash. Guests do not in a view-only folder: pictures of its pages.

    Through a customer's eyes the vendor's people see what that customer would.
    """
    staff = Role(reader.role).for_staff and actor.lens_id is None
    return openable(version) and (staff or closed_by(version.file.folder) is None)


def gives_copy(version: FileVersion, reader: Member, actor: Actor) -> bool:
    """Whether this reader may download it at all: the original, or pictures with their mark."""
    return gives_original(version, reader, actor) or gives_marked_copy(version)
