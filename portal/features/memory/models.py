"""Marks: what of a conversation is to be remembered, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.discussions.models import Post
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience, InAudience
from portal.kernel.db import Base, Id, PublicId, now

LONGEST_QUOTE = 2000  # characters


class MarkKind(StrEnum):
    """What a post can be marked as."""

    DECISION = "decision"
    COMMITMENT = "commitment"
    OBJECTION = "objection"
    RISK = "risk"


class MarkState(StrEnum):
    """Every mark begins open; a decision that is open stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    ANSWERED = "answered"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


ENDS = {
    MarkKind.DECISION: (MarkState.WITHDRAWN,),
    MarkKind.COMMITMENT: (MarkState.KEPT, MarkState.BROKEN, MarkState.WITHDRAWN),
    MarkKind.OBJECTION: (MarkState.ANSWERED, MarkState.WITHDRAWN),
    MarkKind.RISK: (MarkState.PASSED, MarkState.WITHDRAWN),
}


class Mark(InAudience, Base):
    """A mark on a post, in an audience of its own: the post's, or Our team.

    `words` are the post's as they were when it was marked, without layout: they stay when the post is edited or
    deleted. `holder` is who has to keep a commitment; `due_on` is its last day, empty for none.
    """

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_listing", "workspace_id", "kind", "state"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=MarkState.OPEN)
    words: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    due_on: Mapped[str] = mapped_column(String(10), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    audience: Mapped[Audience] = relationship(lazy="joined")
    workspace: Mapped[Workspace] = relationship()
    post: Mapped[Post] = relationship()
    set_by: Mapped[Member] = relationship(foreign_keys=[set_by_id])
    holder: Mapped[Member | None] = relationship(foreign_keys=[holder_id])
    ended_by: Mapped[Member | None] = relationship(foreign_keys=[ended_by_id])

    @property
    def due(self) -> date | None:
        """The last day."""
        return date.fromisoformat(self.due_on) if self.due_on else None

    @property
    def is_open(self) -> bool:
        return self.state == MarkState.OPEN

    @property
    def subject(self) -> str:
        """How entries name it."""
        return f"mark:{self.public_id}"
