"""Who is in a workspace, and who reads what."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.features.identity.models import Company
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import Actor, Audience, AudienceKind, AudienceReader, NotFound, Permission, Role, may_read
from portal.kernel.db import db


def member_of(workspace: Workspace, actor: Actor) -> Member | None:
    """The active membership of the actor, if there is one."""
    query = select(Member).where(
        Member.workspace_id == workspace.id,
        Member.person_id == actor.person_id,
        Member.state == MemberState.ACTIVE,
    )
    return db.session.scalars(query).first()


def owner_of(workspace: Workspace) -> Member:
    """The one who answers for it."""
    query = select(Member).where(
        Member.workspace_id == workspace.id, Member.role == Role.OWNER, Member.state == MemberState.ACTIVE
    )
    return db.session.scalars(query).one()


def audience_of(workspace: Workspace, kind: AudienceKind) -> Audience:
    """Everyone or Our team of a workspace."""
    query = select(Audience).where(Audience.workspace_id == workspace.id, Audience.kind == kind)
    return db.session.scalars(query).one()


def audience_for(workspace: Workspace, actor: Actor, public_id: str) -> Audience:
    """An audience the actor reads, by its public id or the word `everyone` or `team`; else NotFound."""
    words = {kind.value for kind in (AudienceKind.EVERYONE, AudienceKind.TEAM)}
    query = Audience.visible_to(actor).where(Audience.workspace_id == workspace.id)
    query = query.where(Audience.kind == public_id if public_id in words else Audience.public_id == public_id)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def audiences_of(workspace: Workspace, actor: Actor) -> Sequence[Audience]:
    """The audiences of a workspace the actor reads: Everyone, circles by name, Our team."""
    order = {AudienceKind.EVERYONE: 0, AudienceKind.CIRCLE: 1, AudienceKind.TEAM: 2}
    found = db.session.scalars(Audience.visible_to(actor).where(Audience.workspace_id == workspace.id)).all()
    return sorted(found, key=lambda audience: (order[AudienceKind(audience.kind)], audience.name))


def readers_of(audience: Audience) -> Sequence[Member]:
    """The active members who read an audience of a workspace, by company and name. For its own readers only."""
    query = (
        select(Member)
        .join(AudienceReader, AudienceReader.person_id == Member.person_id)
        .where(
            AudienceReader.audience_id == audience.id,
            Member.workspace_id == audience.workspace_id,
            Member.state == MemberState.ACTIVE,
        )
        .order_by(Member.company_id, Member.id)
    )
    return db.session.scalars(query).all()


def readers_by_company(audience: Audience) -> Sequence[tuple[Company, int]]:
    """How many people of each company read an audience, customers first: what a composer says before posting."""
    return readers_of_each([audience])[audience.id]


def readers_of_each(audiences: Sequence[Audience]) -> dict[int, list[tuple[Company, int]]]:
    """The same for several audiences of one workspace at once, by audience id."""
    query = (
        select(AudienceReader.audience_id, Company, func.count(Member.id))
        .join(Member, Member.company_id == Company.id)
        .join(AudienceReader, AudienceReader.person_id == Member.person_id)
        .where(
            AudienceReader.audience_id.in_([audience.id for audience in audiences]),
            Member.workspace_id.in_({audience.workspace_id for audience in audiences}),
            Member.state == MemberState.ACTIVE,
        )
        .group_by(AudienceReader.audience_id, Company.id)
        .order_by(Company.house, Company.name)
    )
    found: dict[int, list[tuple[Company, int]]] = {audience.id: [] for audience in audiences}
    for audience_id, company, count in db.session.execute(query):
        found[audience_id].append((company, count))
    return found


def reads(actor: Actor, audience: Audience) -> bool:
    """Whether the actor reads this audience now."""
    return may_read(db.session(), actor, audience.id)


def circles_to_manage(member: Member) -> Sequence[Audience]:
    """The circles whose readers a member may change: the owner's open ones, and closed ones they read themselves."""
    mine = select(AudienceReader.audience_id).where(AudienceReader.person_id == member.person_id)
    query = select(Audience).where(
        Audience.workspace_id == member.workspace_id, Audience.kind == AudienceKind.CIRCLE, Audience.id.in_(mine)
    )
    found = db.session.scalars(query.order_by(Audience.name)).all()
    return [each for each in found if each.closed or member.may(Permission.MANAGE_CIRCLES)]


def closed_to(member: Member) -> Sequence[Audience]:
    """The closed circles an owner does not read: of these they see name and readers, and nothing else."""
    if not member.may(Permission.MANAGE_CIRCLES):
        return []
    mine = select(AudienceReader.audience_id).where(AudienceReader.person_id == member.person_id)
    query = select(Audience).where(Audience.workspace_id == member.workspace_id, Audience.closed)
    return db.session.scalars(query.where(Audience.id.not_in(mine)).order_by(Audience.name)).all()
