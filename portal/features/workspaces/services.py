"""Opening, changing and closing workspaces, and who is in them."""

import re

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.models import Company, Person
from portal.features.identity.people import add_company
from portal.features.identity.queries import house, self_audience
from portal.features.workspaces.audiences import everyone, let_read, make_audiences, reads_last, stop_reading_all, team
from portal.features.workspaces.kinds import ARCHIVED, CHANGED, JOINED, OPENED, REMOVED, REOPENED, ROLE_CHANGED
from portal.features.workspaces.models import Member, MemberState, Workspace, WorkspaceKind
from portal.kernel.access import Forbidden, Permission, Role
from portal.kernel.db import db, now
from portal.kernel.ledger import Kind, record
from portal.kernel.mail import withdraw_mail
from portal.kernel.pictures import replace
from portal.kernel.text import clean_line
from portal.kernel.text.tongues import TONGUES
from portal.kernel.web import Refused
from portal.kernel.web.language import house_language


def open_workspace(
    *, by: Person, name: str, kind: WorkspaceKind, company: str = "", brand: str = "", purpose: str = ""
) -> Workspace:
    """A new workspace owned by `by`, who must be staff; a deal names its customer."""
    vendor = house()
    if vendor is None or not by.actor().may(Permission.OPEN_WORKSPACE):
        raise Forbidden
    name = clean_line(name, limit=160)
    if not name:
        raise Refused(_("A workspace needs a name."), field="name")
    if kind == WorkspaceKind.DEAL and not company.strip():
        raise Refused(_("Say which customer this deal is with."), field="company")
    customer = add_company(company) if company.strip() else None
    workspace = Workspace(
        name=name,
        kind=kind,
        company_id=customer.id if customer else None,
        brand=_colour(brand),
        purpose=clean_line(purpose, limit=400),
        language=house_language(),
    )
    db.session.add(workspace)
    db.session.flush()
    made = make_audiences(workspace)
    owner = Member(workspace_id=workspace.id, person_id=by.id, company_id=vendor.id, role=Role.OWNER)
    db.session.add(owner)
    db.session.flush()
    for audience in made.values():
        let_read(by=owner, member=owner, audience=audience)
    _tell_all(OPENED, owner, payload={"kind": str(kind)}, beside={"name": name})
    return workspace


def change_workspace(*, by: Member, name: str, brand: str, purpose: str, language: str = "") -> None:
    """New name, colour, purpose or language (empty: the same); another language is read anew by the search."""
    _require(by, Permission.MANAGE_WORKSPACE)
    name = clean_line(name, limit=160)
    if not name:
        raise Refused(_("A workspace needs a name."), field="name")
    fields = {"name": name, "brand": _colour(brand), "purpose": clean_line(purpose, limit=400)}
    fields["language"] = language if language in TONGUES else by.workspace.language
    changed = [key for key, value in fields.items() if getattr(by.workspace, key) != value]
    for key in changed:
        setattr(by.workspace, key, fields[key])
    if changed:
        _tell_all(CHANGED, by, payload={"fields": changed}, beside={"name": name})


def set_logo(*, by: Member, drawn: bytes | None) -> None:
    """Show this picture (redrawn before the transaction) as the workspace's sign, or none."""
    _require(by, Permission.MANAGE_WORKSPACE)
    by.workspace.logo = replace(by.workspace.logo, drawn)
    _tell_all(CHANGED, by, payload={"fields": ["logo"]}, beside={"name": by.workspace.name})


def archive(*, by: Member) -> None:
    """Make it read-only. Mail about it that has not left does not leave."""
    _require(by, Permission.ARCHIVE)
    by.workspace.archived_at = now()
    withdraw_mail(f"workspace:{by.workspace.public_id}")
    _tell_all(ARCHIVED, by)


def reopen(*, by: Member) -> None:
    """Let people write again."""
    _require(by, Permission.ARCHIVE)
    by.workspace.archived_at = None
    _tell_all(REOPENED, by)


def join(
    *, by: Member | None, workspace: Workspace, person: Person, company: Company, role: Role, invitation: str | None
) -> Member:
    """Make a person a member who reads Everyone (staff: Our team too). Whoever was here before comes back as they were.

    `by` signs the entry: who added them, or the joiner themselves when it is None. Whoever is in already stays what
    they are: an owner who accepts an invitation to another of their addresses does not step down by it.
    """
    if not person.is_active:
        raise Refused(_("This account was ended. An administrator of the portal can open it again."))
    if role.for_staff != person.staff:
        raise Refused(_("Owner and team are roles of staff; customers are champion, member or viewer."), field="role")
    member = db.session.scalars(
        select(Member).where(Member.workspace_id == workspace.id, Member.person_id == person.id)
    ).first()
    if member is None:
        member = Member(workspace_id=workspace.id, person_id=person.id, company_id=company.id, role=role)
        db.session.add(member)
    elif member.active:
        return member
    if member.state == MemberState.FORMER:
        member.joined_at = now()  # they wrote here once, by mail, and come only now
    member.company_id, member.role, member.state, member.left_at = company.id, role, MemberState.ACTIVE, None
    db.session.flush()
    signer = by or member
    let_read(by=signer, member=member, audience=everyone(workspace))
    if person.staff:
        let_read(by=signer, member=member, audience=team(workspace))
    act = None
    for audience in (everyone(workspace), self_audience(person)):
        act = record(
            JOINED,
            audience=audience,
            actor=signer.public_id,
            subject=f"member:{member.public_id}",
            payload={"member": member.public_id, "role": str(role), "invitation": invitation},
            beside={"name": person.name, "company": company.name},
            act=act,
        )
    return member


def remove_member(*, by: Member, member: Member) -> None:
    """Take somebody out, at once and everywhere. The owner stays until there is another."""
    if not may_remove(by, member):
        raise Forbidden
    if member.role == Role.OWNER:
        raise Refused(_("A workspace always has an owner. Hand it over first."))
    alone = [each.name for each in member.workspace.audiences if each.closed and reads_last(member, each)]
    if alone:
        words = _(
            "%(name)s is the last reader of a closed circle, and lets somebody else in first.", name=member.person.name
        )
        raise Refused(words)
    end_membership(member, actor=by.public_id)


def end_membership(member: Member, *, actor: str) -> None:
    """Take somebody out without asking whether that may be: for `remove_member` and for offboarding."""
    member.state, member.left_at = MemberState.LEFT, now()
    act = None
    for audience in (everyone(member.workspace), self_audience(member.person)):
        act = record(
            REMOVED,
            audience=audience,
            actor=actor,
            subject=f"member:{member.public_id}",
            payload={"member": member.public_id},
            beside={"name": member.person.name},
            act=act,
        )
    stop_reading_all(member)


def leave_all(person: Person, *, actor: str, staff_only: bool = False) -> None:
    """Take somebody out of every workspace, or of those where they are as staff. Refused while they own one."""
    query = select(Member).where(Member.person_id == person.id, Member.state == MemberState.ACTIVE)
    found = [each for each in db.session.scalars(query) if Role(each.role).for_staff or not staff_only]
    owned = sorted(each.workspace.name for each in found if each.role == Role.OWNER)
    if owned:
        said = {"name": person.name, "workspaces": ", ".join(owned)}
        raise Refused(
            _("%(name)s owns %(workspaces)s. A workspace is never without an owner: hand over first.", **said)
        )
    for member in found:
        end_membership(member, actor=actor)


def may_remove(by: Member, member: Member) -> bool:
    """Whoever removes people; a champion their colleagues; anyone themselves."""
    colleague = by.may(Permission.INVITE_COLLEAGUES) and by.company_id == member.company_id
    customers = colleague and not Role(member.role).for_staff
    return by.active and (by.id == member.id or by.may(Permission.REMOVE_MEMBERS) or customers)


def change_role(*, by: Member, member: Member, role: Role) -> None:
    """Give a member another role of their side. Ownership moves by a handoff only."""
    _require(by, Permission.REMOVE_MEMBERS)
    if Role.OWNER in (role, Role(member.role)) or role.for_staff != member.person.staff:
        raise Refused(_("This role is not for this person."), field="role")
    member.role = role
    act = None
    for audience in (everyone(member.workspace), self_audience(member.person)):
        said = {"member": member.public_id, "role": str(role)}
        subject = f"member:{member.public_id}"
        act = record(ROLE_CHANGED, audience=audience, actor=by.public_id, subject=subject, payload=said, act=act)


def _tell_all(kind: Kind, by: Member, **said: dict[str, object]) -> None:
    workspace = by.workspace
    subject = f"workspace:{workspace.public_id}"
    record(kind, audience=everyone(workspace), actor=by.public_id, subject=subject, **said)  # type: ignore[arg-type]  # keywords of record


def _colour(text: str) -> str:
    return text.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", text or "") else ""


def _require(by: Member, permission: Permission) -> None:
    if not by.may(permission):
        raise Forbidden
