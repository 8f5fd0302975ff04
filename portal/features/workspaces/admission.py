"""The domain rule: people of listed domains may ask to join; somebody admits them, never the rule itself."""

import re

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.models import Person
from portal.features.identity.people import add_company
from portal.features.identity.queries import domain_of, self_audience
from portal.features.workspaces.audiences import team
from portal.features.workspaces.free_mail import FREE
from portal.features.workspaces.kinds import DOMAIN_ADDED, DOMAIN_REMOVED, JOIN_ASKED, JOIN_DECIDED
from portal.features.workspaces.models import DomainRule, JoinRequest, Member, MemberState, Workspace
from portal.features.workspaces.notices import tell_by_mail
from portal.features.workspaces.queries import member_of
from portal.features.workspaces.services import join
from portal.kernel.access import Forbidden, NotFound, Permission, Role
from portal.kernel.db import db
from portal.kernel.ledger import Kind, record
from portal.kernel.web import Refused

DOMAIN = re.compile(r"(?=.{3,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def add_domain(*, by: Member, domain: str, company: str) -> DomainRule:
    """Let people of this domain ask. Refused, with the reason, where anybody can have an address."""
    _require(by, Permission.MANAGE_WORKSPACE)
    domain = _tidy(domain)
    if domain in FREE:
        said = _("Anybody can have an address at %(domain)s, so it says nothing about a company.", domain=domain)
        raise Refused(f"{said} {_('Invite such people one by one.')}", field="domain")
    firm = add_company(company)
    if firm.house:
        raise Refused(_("People of the house join as the team, by invitation."), field="company")
    if any(rule.domain == domain for rule in domains_of(by.workspace)):
        raise Refused(_("%(domain)s is listed already.", domain=domain), field="domain")
    rule = DomainRule(workspace_id=by.workspace_id, domain=domain, company_id=firm.id)
    db.session.add(rule)
    _tell_team(DOMAIN_ADDED, by, domain)
    return rule


def remove_domain(*, by: Member, rule: DomainRule) -> None:
    """From now on people of this domain cannot ask; who has joined stays."""
    _require(by, Permission.MANAGE_WORKSPACE)
    _tell_team(DOMAIN_REMOVED, by, rule.domain)
    db.session.delete(rule)


def domains_of(workspace: Workspace) -> list[DomainRule]:
    """The listed domains of a workspace."""
    query = select(DomainRule).where(DomainRule.workspace_id == workspace.id).order_by(DomainRule.domain)
    return list(db.session.scalars(query))


def rule_for(workspace_id: str, email: str) -> tuple[Workspace, DomainRule] | None:
    """The open workspace of that public id and the rule by which this address may ask there, if there are both."""
    query = select(Workspace, DomainRule).join(DomainRule, DomainRule.workspace_id == Workspace.id)
    query = query.where(Workspace.public_id == workspace_id, Workspace.archived_at.is_(None))
    found = db.session.execute(query.where(DomainRule.domain == domain_of(email))).first()
    return (found[0], found[1]) if found else None


def ask_to_join(*, person: Person, workspace: Workspace, rule: DomainRule, email: str) -> JoinRequest | None:
    """Ask in the name of somebody who has proved an address of that domain. None when they are in already.

    Asking twice is asking once. Whoever was declined is not heard again: somebody there can invite them.
    """
    if member_of(workspace, person.actor()) is not None or person.staff:
        return None
    query = select(JoinRequest).where(JoinRequest.workspace_id == workspace.id, JoinRequest.person_id == person.id)
    known = db.session.scalars(query).first()
    if known is not None and known.state != "admitted":
        return known
    asked = known or JoinRequest(workspace_id=workspace.id, person_id=person.id)
    asked.company_id, asked.state = rule.company_id, "open"
    db.session.add(asked)
    db.session.flush()
    _tell(JOIN_ASKED, asked, actor=person.alias, beside={"name": person.name, "email": email})
    said = {"name": person.name, "email": email, "workspace": workspace.name}
    words = _("%(name)s, %(email)s, asks to be let into %(workspace)s. Admit or decline on its people page.", **said)
    for member in _admitters(workspace, rule.company_id):
        subject = _("%(name)s asks to join", name=person.name)
        tell_by_mail(member.person, subject=subject, text=words, path=f"/w/{workspace.public_id}/people")
    return asked


def decide(*, by: Member, asked: JoinRequest, admit: bool) -> None:
    """Let somebody in as a member, or not; they are told."""
    if not may_admit(by, asked.company_id):
        raise Forbidden
    if asked.state != "open" or asked.workspace_id != by.workspace_id:
        raise NotFound
    asked.state = "admitted" if admit else "declined"
    said = {"workspace": by.workspace.name}
    if admit:
        place = {"workspace": by.workspace, "person": asked.person, "company": asked.company}
        join(by=by, role=Role.MEMBER, invitation=None, **place)  # type: ignore[arg-type]  # as declared
        subject, words = _("You are in %(workspace)s", **said), _("You asked to join, and were let in.")
    else:
        subject, words = _("You were not let into %(workspace)s", **said), _("Ask somebody there to invite you.")
    _tell(JOIN_DECIDED, asked, actor=by.public_id, beside={}, how=asked.state)
    tell_by_mail(asked.person, subject=subject, text=words, path="/")


def open_requests(by: Member) -> list[JoinRequest]:
    """Those who wait to be let in and whom this member may admit."""
    query = select(JoinRequest).where(JoinRequest.workspace_id == by.workspace_id, JoinRequest.state == "open")
    return [each for each in db.session.scalars(query.order_by(JoinRequest.id)) if may_admit(by, each.company_id)]


def may_admit(by: Member, company_id: int) -> bool:
    """The owner admits anybody who may ask, a champion colleagues."""
    return by.may(Permission.ADMIT) and (Role(by.role).for_staff or by.company_id == company_id)


def _admitters(workspace: Workspace, company_id: int) -> list[Member]:
    query = select(Member).where(Member.workspace_id == workspace.id, Member.state == MemberState.ACTIVE)
    return [each for each in db.session.scalars(query) if may_admit(each, company_id)]


def _tidy(domain: str) -> str:
    domain = domain.strip().lower().removeprefix("@").removeprefix("https://").removeprefix("www.").rstrip("/")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if not DOMAIN.fullmatch(domain):
        raise Refused(_("Write the part after the @, for instance acmefoods.com."), field="domain")
    return domain


def _tell_team(kind: Kind, by: Member, domain: str) -> None:
    subject = f"workspace:{by.workspace.public_id}"
    record(kind, audience=team(by.workspace), actor=by.public_id, subject=subject, beside={"domain": domain})


def _tell(kind: Kind, asked: JoinRequest, *, actor: str, beside: dict[str, str], **said: str) -> None:
    act, payload = None, {"request": asked.public_id} | said
    for audience in (team(db.session.get_one(Workspace, asked.workspace_id)), self_audience(asked.person)):
        subject = f"request:{asked.public_id}"
        act = record(kind, audience=audience, actor=actor, subject=subject, payload=payload, beside=beside, act=act)


def _require(by: Member, permission: Permission) -> None:
    if not by.may(permission):
        raise Forbidden
