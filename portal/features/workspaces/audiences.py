"""Letting people into audiences and out of them; the only place that writes who reads what."""

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.features.identity.queries import self_audience
from portal.features.workspaces.kinds import CIRCLE_ADDED, READER_ADDED, READER_REMOVED
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.queries import audience_of
from portal.kernel.access import Audience, AudienceKind, AudienceReader, Forbidden, Permission, Role
from portal.kernel.db import db
from portal.kernel.ledger import record
from portal.kernel.mail import withdraw_mail
from portal.kernel.text import clean_line
from portal.kernel.web import Refused


def make_audiences(workspace: Workspace) -> dict[AudienceKind, Audience]:
    """Everyone and Our team of a new workspace."""
    made = {kind: _audience(workspace, kind) for kind in (AudienceKind.EVERYONE, AudienceKind.TEAM)}
    db.session.add_all(made.values())
    db.session.flush()
    return made


def add_circle(*, by: Member, workspace: Workspace, name: str, closed: bool, members: list[Member]) -> Audience:
    """A new circle. An open one always has the owner in it; a closed one has whom it is made with."""
    _require(by, Permission.MANAGE_CIRCLES)
    name = clean_line(name, limit=120)
    if not name:
        raise Refused(_("A circle needs a name."), field="name")
    circle = _audience(workspace, AudienceKind.CIRCLE)
    circle.name, circle.closed = name, closed
    db.session.add(circle)
    db.session.flush()
    subject = f"audience:{circle.public_id}"
    said = {"closed": closed}
    record(CIRCLE_ADDED, audience=circle, actor=by.public_id, subject=subject, payload=said, beside={"name": name})
    for member in {each.id: each for each in (by, *members)}.values():
        let_read(by=by, member=member, audience=circle)
    return circle


def let_read(*, by: Member, member: Member, audience: Audience) -> None:
    """Open an audience, with its whole past, to a member. Told there and to the member alone, never to Everyone."""
    if audience.kind == AudienceKind.TEAM and not member.person.staff:
        raise Refused(_("Only staff can read Our team."))
    if db.session.get(AudienceReader, (member.person_id, audience.id)) is not None:
        return
    db.session.add(AudienceReader(person_id=member.person_id, audience_id=audience.id))
    db.session.flush()
    if audience.kind != AudienceKind.EVERYONE:
        _tell(READER_ADDED, by=by, member=member, audience=audience)


def stop_reading(*, by: Member, member: Member, audience: Audience) -> None:
    """Close a circle to a member, unsent mail included. Not for the owner of an open, the last of a closed one."""
    if db.session.get(AudienceReader, (member.person_id, audience.id)) is None:
        return
    if not audience.closed and member.role == Role.OWNER:
        raise Refused(_("The owner is always in an open circle."))
    if audience.closed and reads_last(member, audience):
        raise Refused(_("The last reader of a closed circle lets somebody else in first."))
    _tell(READER_REMOVED, by=by, member=member, audience=audience)
    gone = AudienceReader.person_id == member.person_id, AudienceReader.audience_id == audience.id
    db.session.execute(delete(AudienceReader).where(*gone))
    withdraw_mail(f"audience:{audience.public_id}", person_id=member.person_id)


def stop_reading_all(member: Member) -> None:
    """Close every audience of the workspace to a member who leaves it, unsent mail included."""
    theirs = [audience.id for audience in member.workspace.audiences]
    gone = AudienceReader.person_id == member.person_id, AudienceReader.audience_id.in_(theirs)
    db.session.execute(delete(AudienceReader).where(*gone))
    withdraw_mail(f"workspace:{member.workspace.public_id}", person_id=member.person_id)


def reads_last(member: Member, audience: Audience) -> bool:
    """Whether nobody but this member reads an audience."""
    others = select(AudienceReader.person_id).where(
        AudienceReader.audience_id == audience.id, AudienceReader.person_id != member.person_id
    )
    mine = db.session.get(AudienceReader, (member.person_id, audience.id))
    return mine is not None and db.session.scalar(others.limit(1)) is None


def everyone(workspace: Workspace) -> Audience:
    """Everyone of a workspace."""
    return audience_of(workspace, AudienceKind.EVERYONE)


def team(workspace: Workspace) -> Audience:
    """Our team of a workspace."""
    return audience_of(workspace, AudienceKind.TEAM)


def _audience(workspace: Workspace, kind: AudienceKind) -> Audience:
    return Audience(workspace_id=workspace.id, workspace_key=workspace.public_id, kind=kind)


def _tell(kind: object, *, by: Member, member: Member, audience: Audience) -> None:
    act = None
    for heard in (audience, self_audience(member.person)):
        act = record(
            kind,  # type: ignore[arg-type]  # a Kind
            audience=heard,
            actor=by.public_id,
            subject=f"audience:{audience.public_id}",
            payload={"member": member.public_id},
            act=act,
        )


def _require(by: Member, permission: Permission) -> None:
    if not by.may(permission):
        raise Forbidden
