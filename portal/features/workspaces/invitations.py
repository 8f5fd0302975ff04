"""Inviting people: one address each, once, for a while."""

import secrets
from datetime import timedelta

from flask import current_app, render_template
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.features.identity.forms import ADDRESS
from portal.features.identity.models import Company, Person
from portal.features.identity.people import add_person
from portal.features.identity.proofs import hashed
from portal.features.identity.queries import email_key, person_by_email, self_audience
from portal.features.workspaces.audiences import let_read, team
from portal.features.workspaces.kinds import INVITATION_ENDED, INVITED
from portal.features.workspaces.models import Invitation, InvitationAudience, InvitationState, Member, MemberState
from portal.features.workspaces.services import join
from portal.kernel.access import Audience, Forbidden, Permission, Role
from portal.kernel.db import db, now
from portal.kernel.ledger import Kind, record
from portal.kernel.mail import OutboundMail, after_refusal, queue_mail, recheck, withdraw_mail
from portal.kernel.mail.models import MailState
from portal.kernel.text import clean_line, clean_text
from portal.kernel.web import Refused

MOST_AT_ONCE = 50
OPEN = (InvitationState.NOT_SENT, InvitationState.SENT, InvitationState.OPENED, InvitationState.REFUSED)


def invite(
    *, by: Member, email: str, company: Company, role: Role, message: str = "", circles: list[Audience] | None = None
) -> Invitation:
    """Invite one address. A champion invites members of their own company, into Everyone only."""
    circles = circles or []
    _allow(by, company, role, circles)
    if not ADDRESS.fullmatch(email):
        raise Refused(_("%(email)s is not a complete address.", email=email), field="emails")
    person = person_by_email(email)
    if person is not None and _is_member(by, person):
        raise Refused(_("%(email)s is already in this workspace.", email=email), field="emails")
    for old in open_invitations(by.workspace_id, email):
        _end(old, by, InvitationState.REVOKED)
    invitation = Invitation(
        workspace_id=by.workspace_id,
        email=email,
        email_key=email_key(email),
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
    db.session.add(invitation)
    db.session.flush()
    withdraw_mail(f"invitation:{invitation.public_id}")
    inviter = invitation.invited_by.person
    vendor = invitation.invited_by.company
    link = f"{current_app.config['PUBLIC_URL']}/join/{token}"
    said = {"invitation": invitation, "inviter": inviter, "company": vendor, "link": link, "house": vendor}
    queue_mail(
        OutboundMail(
            purpose="invitation",
            about=f"invitation:{invitation.public_id}",
            to_address=invitation.email,
            from_name=_("%(name)s, %(company)s", name=inviter.name, company=vendor.name),
            subject=_("%(name)s invites you to work with %(company)s", name=inviter.name, company=vendor.name),
            text=render_template("mail/invitation.txt", **said),
            html=render_template("mail/invitation.html", **said),
        )
    )


def open_invitations(workspace_id: int, email: str | None = None) -> list[Invitation]:
    """Invitations that have not been accepted or revoked, newest first; those of one address only if it is given."""
    query = select(Invitation).where(Invitation.workspace_id == workspace_id, Invitation.state.in_(OPEN))
    if email is not None:
        query = query.where(Invitation.email_key == email_key(email))
    return list(db.session.scalars(query.order_by(Invitation.id.desc())))


def by_token(token: str) -> Invitation | None:
    """The invitation behind a link, while it can be accepted."""
    query = select(Invitation).where(Invitation.token_hash == hashed(token), Invitation.state.in_(OPEN))
    found = db.session.scalars(query).first()
    return found if found is not None and found.expires_at > now() and _inviter_counts(found) else None


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
    for link in invitation.audiences:
        let_read(by=invitation.invited_by, member=member, audience=db.session.get_one(Audience, link.audience_id))
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


def addresses_in(text: str) -> list[str]:
    """The addresses in pasted text, whatever parts them (`Name <a@b.c>; d@e.f`), each once."""
    parts = [part.strip("<>\"'()") for part in text.replace(",", " ").replace(";", " ").split()]
    found = list(dict.fromkeys(clean_line(part) for part in parts if "@" in part))
    if len(found) > MOST_AT_ONCE:
        raise Refused(_("At most %(n)s addresses at once.", n=MOST_AT_ONCE), field="emails")
    return found


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


def _is_member(by: Member, person: Person) -> bool:
    query = select(Member.id).where(
        Member.workspace_id == by.workspace_id, Member.person_id == person.id, Member.state == MemberState.ACTIVE
    )
    return db.session.scalar(query) is not None


def _inviter_counts(invitation: Invitation) -> bool:
    """An invitation lives only as long as whoever sent it may still invite."""
    return may_manage(invitation.invited_by, invitation) and invitation.workspace.archived_at is None


def _end(invitation: Invitation, by: Member, how: InvitationState) -> None:
    invitation.state, invitation.ended_at, invitation.token_hash = how, now(), f"ended-{invitation.public_id}"
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
    return found is not None and found.state in OPEN and _inviter_counts(found)


@after_refusal("invitation")
def _sent(mail: OutboundMail) -> None:
    """What became of the mail stands at the invitation. Kept for want of a mail server, it is not sent."""
    found = _of(mail)
    if found is None or found.state not in (InvitationState.NOT_SENT, InvitationState.SENT):
        return
    if mail.state == MailState.REFUSED:
        found.state, found.problem = InvitationState.REFUSED, mail.problem[:300]
    elif mail.state in (MailState.SENT, MailState.UNSURE):
        found.state, found.sent_at = InvitationState.SENT, now()
        found.problem = _("It may not have arrived. Ask them, or send it again.") if mail.problem else ""
    elif mail.state == MailState.QUEUED:
        found.problem = _("The mail server did not take it yet. It is tried again by itself.")


def _of(mail: OutboundMail) -> Invitation | None:
    public_id = mail.about.partition(":")[2]
    return db.session.scalars(select(Invitation).where(Invitation.public_id == public_id)).first()
