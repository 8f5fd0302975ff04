"""Audiences and their readers."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.access.actor import Actor
from portal.kernel.access.readable import readable
from portal.kernel.db import Base, Id, PublicId, now

GENESIS = "0" * 64


class AudienceKind(StrEnum):
    """`everyone`, `team` and `circle` belong to a workspace, `self` to one person, `house` to the administrators."""

    EVERYONE = "everyone"
    TEAM = "team"
    CIRCLE = "circle"
    SELF = "self"
    HOUSE = "house"


class Audience(Base):
    """The set of people who may see a thing, and at once the numbered, chained stream of what they were told.

    `head_seq` and `head_hash` are those of its last entry; only the sealing of a commit changes them.
    """

    __tablename__ = "audience"
    __table_args__ = (
        CheckConstraint("(workspace_id IS NULL) = (kind IN ('self', 'house'))", name="place"),
        Index(
            "uq_audience_one_of_a_kind",
            "workspace_id",
            "kind",
            unique=True,
            sqlite_where=text("kind IN ('everyone', 'team')"),
            postgresql_where=text("kind IN ('everyone', 'team')"),
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    workspace_key: Mapped[str] = mapped_column(String(16), default="")  # the workspace's public id, hashed into entries
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120), default="")
    closed: Mapped[bool] = mapped_column(default=False)
    head_seq: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default=GENESIS)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def team_only(self) -> bool:
        return self.kind == AudienceKind.TEAM

    @classmethod
    def visible_to(cls, actor: Actor) -> Select[Self]:
        """The audiences this actor reads now."""
        return select(cls).where(cls.id.in_(readable(actor)))


class AudienceReader(Base):
    """A person who reads an audience now. The row goes when the right goes; the ledger remembers."""

    __tablename__ = "audience_reader"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(default=now)


class InAudience:
    """A row that belongs to exactly one audience, for ever (a trigger holds this on both databases)."""

    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"), index=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> Select[Self]:
        """The rows this actor may read."""
        return select(cls).where(cls.audience_id.in_(readable(actor)))
