"""What waits to be told to whom."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.discussions.models import Post
from portal.features.workspaces.models import Member
from portal.kernel.db import Base, Id, now


class Reason(StrEnum):
    """Why somebody hears of a post, the strongest first."""

    MENTION = "mention"
    ANSWER = "answer"  # a reply to a question they asked
    ACCEPTED = "accepted"  # the answer to their question, or their own answer, was accepted
    QUESTION = "question"  # a customer asks, and nobody of the team has taken it up
    UNREAD = "unread"  # a post in a thread they follow


class NoticeState(StrEnum):
    """`mailed` is in a mail (sent or on its way); `dropped` was read, muted, deleted or closed to them before."""

    WAITING = "waiting"
    MAILED = "mailed"
    DROPPED = "dropped"


class Notice(Base):
    """One post that one member is to hear of. It holds no words: they are read when the mail is written."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("member_id", "post_id", "reason"),
        Index(
            "ix_notice_waiting",
            "person_id",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    reason: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default=NoticeState.WAITING)
    made_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_mail.id"), index=True)

    member: Mapped[Member] = relationship()
    post: Mapped[Post] = relationship()
