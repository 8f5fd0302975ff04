"""Workspaces, who is in them, and who is asked in."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.identity.models import Company, Person
from portal.kernel.access import Actor, Audience, Permission, Role, readable, role_allows
from portal.kernel.db import Base, Id, PublicId, now
from portal.kernel.text.tongues import ENGLISH


class WorkspaceKind(StrEnum):
    """One deal, or one client community."""

    DEAL = "deal"
    COMMUNITY = "community"


class Workspace(Base):
    """A deal or a community. Its owner is the one active member with that role."""

    __tablename__ = "workspace"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(12), default=WorkspaceKind.DEAL)
    purpose: Mapped[str] = mapped_column(String(400), default="")  # one sentence on the join page
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))  # the customer; a community has several
    brand: Mapped[str] = mapped_column(String(7), default="")  # "#14594a"; empty takes the house's accent
    logo: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12), default=ENGLISH, server_default=ENGLISH)  # of what is said there
    created_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]

    company: Mapped[Company | None] = relationship()
    audiences: Mapped[list[Audience]] = relationship(order_by="Audience.id")

    @classmethod
    def visible_to(cls, actor: Actor) -> Select[Self]:
        """The workspaces this actor is a member of: those of which they read an audience."""
        mine = select(Audience.workspace_id).where(Audience.id.in_(readable(actor)), Audience.workspace_id.is_not(None))
        return select(cls).where(cls.id.in_(mine))


class MemberState(StrEnum):
    """`left` was here once; `former` only signs imported words and is counted nowhere."""

    ACTIVE = "active"
    LEFT = "left"
    FORMER = "former"


class Member(Base):
    """A person in a workspace: for which company and in which role. Signs posts and entries there, for ever.

    What they may read is in `audience_reader`, not here.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("workspace_id", "person_id"),
        Index(
            "uq_member_one_owner",
            "workspace_id",
            unique=True,
            sqlite_where=text("role = 'owner' AND state = 'active'"),
            postgresql_where=text("role = 'owner' AND state = 'active'"),
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    role: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default=MemberState.ACTIVE)
    joined_at: Mapped[datetime] = mapped_column(default=now)
    left_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # the last visit, at most a minute old
    visit_began_at: Mapped[datetime | None]  # of the present visit
    last_visit_at: Mapped[datetime | None]  # the end of the visit before this one: "since you were last here"

    workspace: Mapped[Workspace] = relationship()
    person: Mapped[Person] = relationship(lazy="joined")
    company: Mapped[Company] = relationship(lazy="joined")

    @property
    def active(self) -> bool:
        return self.state == MemberState.ACTIVE

    def may(self, permission: Permission) -> bool:
        """Whether this member's role grants it."""
        return self.active and role_allows(Role(self.role), permission)


class InvitationState(StrEnum):
    """Where an invitation stands; `expired` is read from the clock, not stored."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    OPENED = "opened"
    JOINED = "joined"
    REVOKED = "revoked"
    REFUSED = "refused"  # the mail was refused for good


class Invitation(Base):
    """Bound to one address, single use, accepted with a button. The token itself is only in the mail."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(160), default="")
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    role: Mapped[str] = mapped_column(String(12))
    message: Mapped[str] = mapped_column(Text, default="")
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(8), default=InvitationState.NOT_SENT)
    problem: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # its time was over, and whoever it is for asked for another
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]

    workspace: Mapped[Workspace] = relationship()
    company: Mapped[Company] = relationship()
    invited_by: Mapped[Member] = relationship()
    audiences: Mapped[list["InvitationAudience"]] = relationship(cascade="all, delete-orphan")


class InvitationAudience(Base):
    """A circle (or Our team) the invitation opens besides Everyone."""

    __tablename__ = "invitation_audience"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"), primary_key=True)


class DomainRule(Base):
    """People with an address of this domain may ask to join; someone admits them, never the rule itself."""

    __tablename__ = "domain_rule"
    __table_args__ = (UniqueConstraint("workspace_id", "domain"),)

    id: Mapped[Id]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    domain: Mapped[str] = mapped_column(String(200), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))

    company: Mapped[Company] = relationship()


class JoinRequest(Base):
    """Somebody of a listed domain asks to be let in; state is `open`, `admitted` or `declined`."""

    __tablename__ = "join_request"
    __table_args__ = (UniqueConstraint("workspace_id", "person_id"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    state: Mapped[str] = mapped_column(String(8), default="open")
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship()
    company: Mapped[Company] = relationship()
