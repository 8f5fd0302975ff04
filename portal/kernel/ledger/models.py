"""Entries, the personal text beside them, and where each reader stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.access import InAudience
from portal.kernel.db import Base, Id, PublicId, new_public_id, now


class Installation(Base):
    """This portal itself: one row. The epoch is renewed when a backup is restored, so that pages start afresh."""

    __tablename__ = "installation"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    ledger_epoch: Mapped[str] = mapped_column(String(16), default=new_public_id)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Entry(InAudience, Base):
    """One thing that happened, as told to one audience.

    `payload` is the canonical JSON text that was hashed. `actor` is a member's public id (a person's alias in the
    house's and one's own audience), never a person's id. `act` joins the entries of one deed in several audiences.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("audience_id", "seq"),
        Index("ix_entry_audience_occurred", "audience_id", "occurred_at"),
    )

    id: Mapped[Id]
    seq: Mapped[int]
    act: Mapped[str] = mapped_column(String(16), index=True)
    kind: Mapped[str] = mapped_column(String(48))
    recorded_at: Mapped[datetime]
    occurred_at: Mapped[datetime]
    workspace_id: Mapped[int | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    actor: Mapped[str] = mapped_column(String(16), index=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    payload: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), default="")  # of the text beside it; empty when there is none
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    beside: Mapped["EntryText | None"] = relationship(lazy="raise", uselist=False, viewonly=True)


class EntryText(Base):
    """The personal words of an entry, beside the chain: they can be erased without breaking it."""

    __tablename__ = "entry_text"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ReaderCursor(Base):
    """How far a reader of the ledger has come in one audience."""

    __tablename__ = "reader_cursor"

    reader: Mapped[str] = mapped_column(String(24), primary_key=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)


class Due(Base):
    """News for a reader, written in the transaction that made it. `head` is the newest number it must reach."""

    __tablename__ = "due"

    reader: Mapped[str] = mapped_column(String(24), primary_key=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"), primary_key=True)
    head: Mapped[int]
