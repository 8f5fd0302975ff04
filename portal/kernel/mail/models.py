"""The outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Id, PublicId, now


class MailState(StrEnum):
    """`kept` stays in the outbox because no SMTP server is set; `withdrawn` was called back before it left.

    `sending` is being handed over now. Found in that state later, its worker died in between and nobody knows whether
    it arrived: it becomes `unsure` and is not sent again by itself, for no one may get the same mail twice.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    REFUSED = "refused"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class OutboundMail(Base):
    """One mail to one recipient. `about` names what it speaks of ("post:…"), so that it can be called back unsent.

    `thread_key` names the conversation it belongs to: mail programs show mails of the same one together. The words
    stand in `text` and `html`, or are written from what `detail` holds (see words.py); they are kept only until they
    have left.
    """

    __tablename__ = "outbound_mail"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    purpose: Mapped[str] = mapped_column(String(24))
    about: Mapped[str] = mapped_column(String(64), default="", index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"))
    to_name: Mapped[str] = mapped_column(String(160), default="")
    to_address: Mapped[str] = mapped_column(String(254))
    from_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    unsubscribe_url: Mapped[str] = mapped_column(String(400), default="")
    thread_key: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=MailState.QUEUED, index=True)
    problem: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class MailAbout(Base):
    """What else a mail speaks of, when it bundles several things: posts, threads, audiences, workspaces."""

    __tablename__ = "mail_about"

    mail_id: Mapped[int] = mapped_column(ForeignKey("outbound_mail.id"), primary_key=True)
    about: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
