"""Inviting people: one address each, once, for a while."""

import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.features.identity.forms import ADDRESS
from portal.features.identity.models import Company
from portal.features.identity.people import add_person
from portal.features.identity.proofs import hashed
from portal.features.identity.queries import email_key, person_by_email, self_audience
from portal.features.workspaces.audiences import let_read, team
from portal.features.workspaces.kinds import INVITATION_ENDED, INVITATION_WISHED, INVITED
from portal.features.workspaces.mailed import note_mail
from portal.features.workspaces.models import Invitation, InvitationAudience, InvitationState, Member
from portal.features.workspaces.notices import tell_by_mail
from portal.features.workspaces.queries import circles_to_manage, member_of, owner_of
from portal.features.workspaces.services import join
from portal.kernel.access import Audience, Forbidden, NotFound, Permission, Role
from portal.kernel.db import db, now
from portal.kernel.ledger import Kind, record
from portal.kernel.mail import OutboundMail, after_refusal, queue_mail, recheck, withdraw_mail, written_later
from portal.kernel.text import clean_line, clean_text
from portal.kernel.web import Refused


class Gone(StrEnum):
    """Why an invitation cannot be accepted. All of it was told to the one who holds the link, or is theirs to know."""

    UNKNOWN = "unknown"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ARCHIVED = "archived"
    INVITER = "inviter"  # whoever sent it may no longer invite


OPEN = (InvitationState.NOT_SENT, InvitationState.SENT, InvitationState.OPENED, InvitationState.REFUSED)


def invite(
    *,
    by: Member,
    email: str,
    company: Company,
    role: Role,
    name: str = "",
    message: str = "",
    circles: list[Audience] | None = None,
) -> Invitation:
    """Invite one address. A champion invites members of their own company, into Everyone only."""
    circles = circles or []
    _allow(by, company, role, circles)
    _refuse_address(by, email, role)
    for old in open_invitations(by.workspace_id, email):
        _end(old, by, InvitationState.REVOKED)
    invitation = Invitation(
        workspace_id=by.workspace_id,
        email=email,
        email_key=email_key(email),
        name=clean_line(name, limit=160),
        company_id=company.id,
        role=role,
        message=clean_text(message)[:2000],
        invited_by_id=by.id,
        token_hash="",
        expires_at=now() + timedelta(days=current_app.config["INVITATION_DAYS"]),
    )
    invitation.audiences = [InvitationAudience(audience_id=circle.id) for circle in circles]
    invitation.invited_by, invitation.company, invitation.workspace = by, company, by.workspace
    send(invitation)
    said = {"invitation": invitation.public_id, "role": str(role)}
    _tell(INVITED, invitation, by, said, {"email": email})
    return invitation


def send(invitation: Invitation) -> None:
    """Make a new link and mail it; the link mailed before stops working."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.state, invitation.problem = hashed(token), InvitationState.NOT_SENT, ""
    invitation.expires_at = now() + timedelta(days=current_app.config["INVITATION_DAYS"])
    invitation.opened_at = invitation.asked_at = None
    db.session.add(invitation)
    db.session.flush()
    withdraw_mail(f"invitation:{invitation.public_id}")
    inviter = invitation.invited_by.person
    vendor = invitation.invited_by.company
    queue_mail(
        OutboundMail(
            purpose="invitation",
            about=f"invitation:{invitation.public_id}",
            to_address=invitation.email,
            from_name=_("%(name)s, %(company)s", name=inviter.name, company=vendor.name),
            subject=_("%(name)s invites you to work with %(company)s", name=inviter.name, company=vendor.name),
            detail=_facts(invitation, f"{current_app.config['PUBLIC_URL']}/join/{token}"),
        )
    )


def open_invitations(workspace_id: int, email: str | None = None) -> list[Invitation]:
    """Invitations that have not been accepted or revoked, newest first; those of one address only if it is given."""
    query = select(Invitation).where(Invitation.workspace_id == workspace_id, Invitation.state.in_(OPEN))
    if email is not None:
        query = query.where(Invitation.email_key == email_key(email))
    return list(db.session.scalars(query.order_by(Invitation.id.desc())))


def by_token(token: str) -> Invitation | None:
    """The invitation behind a link, whatever became of it; `gone` says whether it can be accepted."""
    return db.session.scalars(select(Invitation).where(Invitation.token_hash == hashed(token))).first()


def gone(invitation: Invitation | None) -> Gone | None:
    """Why an invitation cannot be accepted, or None when it can."""
    if invitation is None:
        return Gone.UNKNOWN
    if invitation.state not in OPEN:
        return Gone.USED if invitation.state == InvitationState.JOINED else Gone.REVOKED
    if invitation.workspace.archived_at is not None:
        return Gone.ARCHIVED
    if invitation.expires_at <= now():
        return Gone.EXPIRED
    return None if may_manage(invitation.invited_by, invitation) else Gone.INVITER


def wish_again(invitation: Invitation) -> None:
    """Whoever it is for asks for a new one, once a day: told to the inviter, or the owner where that one has left."""
    if gone(invitation) not in (Gone.EXPIRED, Gone.INVITER):
        raise NotFound
    if invitation.asked_at is not None and now() - invitation.asked_at < timedelta(days=1):
        return
    invitation.asked_at = now()
    by = invitation.invited_by
    _tell(INVITATION_WISHED, invitation, by, {"invitation": invitation.public_id}, {"email": invitation.email})
    reader = by if may_manage(by, invitation) else owner_of(invitation.workspace)
    told = {"email": invitation.email, "workspace": invitation.workspace.name}
    tell_by_mail(
        reader.person,
        subject=_("%(email)s asks for a new invitation", email=invitation.email),
        text=_(
            "The invitation of %(email)s to %(workspace)s no longer works. Send a new one from its people page.", **told
        ),
        path=f"/w/{invitation.workspace.public_id}/people",
    )


def mark_opened(invitation: Invitation) -> None:
    """Somebody looked at the join page and asked for a code."""
    if invitation.opened_at is None:
        invitation.opened_at, invitation.state = now(), InvitationState.OPENED


def accept(*, invitation: Invitation, name: str) -> Member:
    """The one who proved the address joins: as who they are, or as a new person with that name."""
    person = person_by_email(invitation.email)
    if person is None:
        person = add_person(name=name, email=invitation.email, by=invitation.invited_by.public_id)
    member = join(
        by=None,
        workspace=invitation.workspace,
        person=person,
        company=invitation.company,
        role=Role(invitation.role),
        invitation=invitation.public_id,
    )
    theirs = {circle.id: circle for circle in circles_to_manage(invitation.invited_by)}
    for link in invitation.audiences:
        if link.audience_id in theirs:  # whoever may no longer admit anybody has not admitted this one either
            let_read(by=invitation.invited_by, member=member, audience=theirs[link.audience_id])
    _end(invitation, member, InvitationState.JOINED)
    return member


def revoke(*, by: Member, invitation: Invitation) -> None:
    """Take an invitation back: its link stops working now."""
    if not may_manage(by, invitation):
        raise Forbidden
    _end(invitation, by, InvitationState.REVOKED)


def may_manage(by: Member, invitation: Invitation) -> bool:
    """Whether a member may resend or revoke this invitation."""
    own = by.may(Permission.INVITE_COLLEAGUES) and by.company_id == invitation.company_id
    return by.workspace_id == invitation.workspace_id and (by.may(Permission.INVITE) or own)


def count_waiting(workspace_id: int) -> int:
    """How many invitations wait for an answer."""
    query = select(func.count(Invitation.id)).where(
        Invitation.workspace_id == workspace_id, Invitation.state.in_(OPEN), Invitation.expires_at > now()
    )
    return db.session.scalar(query) or 0


def _allow(by: Member, company: Company, role: Role, circles: list[Audience]) -> None:
    if by.may(Permission.INVITE):
        if role == Role.OWNER or role.for_staff != company.house:
            raise Refused(_("Roles of the team are for staff, the others for customers."), field="role")
        return
    colleague = by.company_id == company.id and role in (Role.MEMBER, Role.VIEWER) and not circles
    if not (by.may(Permission.INVITE_COLLEAGUES) and colleague):
        raise Forbidden


def _refuse_address(by: Member, email: str, role: Role) -> None:
    """Refuse, with the reason, an address that could not accept."""
    person = person_by_email(email)
    if person is not None and member_of(by.workspace, person.actor()) is not None:
        raise Refused(_("This person is already in this workspace."), field="emails")
    refuse_address(email, role, for_staff=by.may(Permission.INVITE))


def refuse_address(email: str, role: Role, *, for_staff: bool) -> None:
    """The same where there is no workspace yet. Customers learn of no account: `for_staff` says who is told."""
    if not ADDRESS.fullmatch(email):
        raise Refused(_("This is not a complete address."), field="emails")
    person = person_by_email(email)
    if person is not None and not person.is_active and for_staff:
        raise Refused(_("This person was offboarded. An administrator can let them back in."), field="emails")
    if role.for_staff and (person is None or not person.staff):
        raise Refused(_("The team is for people of the house. An administrator adds them first."), field="emails")
    if not role.for_staff and person is not None and person.staff and for_staff:
        raise Refused(_("This person works for the house. Invite them with the role Team."), field="emails")


def _facts(invitation: Invitation, link: str) -> dict[str, Any]:
    inviter, vendor, place = invitation.invited_by.person, invitation.invited_by.company, invitation.workspace
    return written_later(
        "invitation",
        invitation={"message": invitation.message, "workspace": {"name": place.name, "purpose": place.purpose}},
        inviter={"name": inviter.name, "title": inviter.title},
        company={"name": vendor.name},
        link=link,
    )


def _end(invitation: Invitation, by: Member, how: InvitationState) -> None:
    invitation.state, invitation.ended_at = how, now()
    said = {"invitation": invitation.public_id, "how": str(how)}
    _tell(INVITATION_ENDED, invitation, by, said, {})


def _tell(kind: Kind, invitation: Invitation, by: Member, said: dict[str, str], beside: dict[str, str]) -> None:
    act = None
    for audience in (team(invitation.workspace), self_audience(invitation.invited_by.person)):
        subject = f"invitation:{invitation.public_id}"
        act = record(kind, audience=audience, actor=by.public_id, subject=subject, payload=said, beside=beside, act=act)


@recheck("invitation")
def _still_open(mail: OutboundMail) -> bool:
    found = _of(mail)
    return found is not None and gone(found) is None


@after_refusal("invitation")
def _sent(mail: OutboundMail) -> None:
    found = _of(mail)
    if found is not None:
        note_mail(found, mail)


def _of(mail: OutboundMail) -> Invitation | None:
    public_id = mail.about.partition(":")[2]
    return db.session.scalars(select(Invitation).where(Invitation.public_id == public_id)).first()
