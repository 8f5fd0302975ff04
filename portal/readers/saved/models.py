"""Searches of one person: the last ones, those they keep, and what is new in these."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.identity.models import Person
from portal.kernel.access import InAudience
from portal.kernel.db import Base, Id, PublicId, now

LONGEST_NAME = 80


class RecentSearch(Base):
    """A search somebody made not long ago. `key` is the same for the same question; `question` are its fields."""

    __tablename__ = "recent_search"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(64))
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(default=now)


class Tell(StrEnum):
    """How somebody hears that a kept search has found something new. Mail comes beside the number in the portal."""

    NEVER = "never"
    PORTAL = "portal"
    NOW = "now"
    DAILY = "daily"


class SavedSearch(Base):
    """A search somebody keeps, by a name of their own. What was found up to `looked_at` is not new to them."""

    __tablename__ = "saved_search"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    key: Mapped[str] = mapped_column(String(64))
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    tell: Mapped[str] = mapped_column(String(8), default=Tell.NEVER)
    created_at: Mapped[datetime] = mapped_column(default=now)
    looked_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship()


class FindState(StrEnum):
    """Of mail about it: `mailed` is in one, sent or on its way; `dropped` did not hold when its time came."""

    WAITING = "waiting"
    MAILED = "mailed"
    DROPPED = "dropped"


class Find(InAudience, Base):
    """A thread or a file in which a kept search found something new: at that post, in that version (`number`).

    It holds no words and no right: both are asked again wherever it is shown or mailed. Without `due_at` it is not
    mailed.
    """

    __tablename__ = "saved_find"
    __table_args__ = (
        UniqueConstraint("saved_id", "thread_id"),
        UniqueConstraint("saved_id", "file_id"),
        Index(
            "ix_saved_find_waiting",
            "saved_id",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[Id]
    saved_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id", ondelete="CASCADE"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"), index=True)
    number: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(8), default=FindState.WAITING)
    due_at: Mapped[datetime | None]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_mail.id"), index=True)

    saved: Mapped[SavedSearch] = relationship()
