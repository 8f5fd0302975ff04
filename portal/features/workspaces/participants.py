"""Those who wrote what is imported: they sign it, and are neither members nor readers."""

from datetime import datetime

from sqlalchemy import select

from portal.features.identity.models import Address, Company, Person
from portal.features.identity.queries import email_key
from portal.features.workspaces.kinds import PARTICIPANT
from portal.features.workspaces.models import Member, MemberState
from portal.kernel.access import Audience, Role
from portal.kernel.db import db
from portal.kernel.ledger import record


def add_participant(*, by: Member, audience: Audience, person: Person, company: Company, at: datetime) -> Member:
    """A former participant of the workspace, known to the readers of this audience. `at` is their first mail."""
    member = Member(
        workspace_id=by.workspace_id,
        person_id=person.id,
        company_id=company.id,
        role=Role.MEMBER,
        state=MemberState.FORMER,
        joined_at=at,
    )
    member.person, member.company = person, company
    db.session.add(member)
    db.session.flush()
    record(
        PARTICIPANT,
        audience=audience,
        actor=by.public_id,
        subject=f"member:{member.public_id}",
        payload={"member": member.public_id},
        beside={"name": person.name, "company": company.name},
        occurred_at=at,
    )
    return member


def signer(workspace_id: int, email: str) -> Member | None:
    """Who signs for this address here: a member of any state who has it."""
    query = select(Member).join(Address, Address.person_id == Member.person_id)
    query = query.where(Member.workspace_id == workspace_id, Address.email_key == email_key(email))
    return db.session.scalars(query).first()


def company_at(workspace_id: int, domain: str) -> Company | None:
    """The company for which members with addresses of this domain are here."""
    query = (
        select(Company)
        .join(Member, Member.company_id == Company.id)
        .join(Address, Address.person_id == Member.person_id)
        .where(
            Member.workspace_id == workspace_id,
            Member.state == MemberState.ACTIVE,
            Address.verified_at.is_not(None),
            Address.email_key.endswith(f"@{domain}", autoescape=True),
        )
    )
    return db.session.scalars(query).first()
