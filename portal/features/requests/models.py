"""Requests for files: what is wanted, of whom, and what has come."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.library.models import File
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience, InAudience
from portal.kernel.db import Base, Id, PublicId, now
from portal.kernel.text import excerpt

LONGEST_TITLE = 120


class RequestState(StrEnum):
    """`done` when everything was accepted or is not needed any more."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class FileRequest(InAudience, Base):
    """Files somebody is asked for. Its own audience sees what is asked; what comes belongs to the audience `into`.

    `each`: everybody asked is to answer for themselves; else one answer stands for all members who are asked.
    """

    __tablename__ = "file_request"
    __table_args__ = (Index("ix_file_request_listing", "workspace_id", "state"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("audience.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[str] = mapped_column(String(10), default="")  # "2026-12-03", the whole day; empty for no date
    each: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=RequestState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    audience: Mapped[Audience] = relationship(foreign_keys="FileRequest.audience_id", lazy="joined")
    into: Mapped[Audience] = relationship(foreign_keys=[into_id], lazy="joined")
    workspace: Mapped[Workspace] = relationship()
    made_by: Mapped[Member] = relationship()
    items: Mapped[list["RequestItem"]] = relationship(back_populates="request", order_by="RequestItem.id")
    asked: Mapped[list["RequestAsked"]] = relationship(order_by="RequestAsked.member_id")

    @property
    def title(self) -> str:
        """What is wanted, in a line."""
        return excerpt(", ".join(item.name for item in self.items), limit=LONGEST_TITLE)

    @property
    def due(self) -> date | None:
        """The last day."""
        return date.fromisoformat(self.due_on) if self.due_on else None

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.OPEN


class RequestItem(Base):
    """One of the things wanted. Seen by whoever sees the request."""

    __tablename__ = "request_item"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    request_id: Mapped[int] = mapped_column(ForeignKey("file_request.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))

    request: Mapped[FileRequest] = relationship(back_populates="items")


class RequestAsked(Base):
    """A member who is asked. It opens nothing to them: they are asked only for what they see."""

    __tablename__ = "request_asked"

    request_id: Mapped[int] = mapped_column(ForeignKey("file_request.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)

    member: Mapped[Member] = relationship()


class LinkState(StrEnum):
    """Where a link stands; `expired` is read from the clock, not stored."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    OPENED = "opened"
    REVOKED = "revoked"
    REFUSED = "refused"  # the mail was refused for good


class RequestLink(InAudience, Base):
    """Lets whoever reads mail at one address give files, and see nothing but what was asked of them and given by them.

    Known to the readers of the audience the files go to. `sponsor` answers for it: when they leave, it ends. The token
    is made of the secret and the public id, so that a reminder can carry the same link; only its hash is kept.
    """

    __tablename__ = "request_link"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    request_id: Mapped[int] = mapped_column(ForeignKey("file_request.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(160), default="")
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # who signs what came; none before that
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(8), default=LinkState.NOT_SENT)
    problem: Mapped[str] = mapped_column(String(300), default="")
    most_files: Mapped[int]
    most_bytes: Mapped[int]
    quiet: Mapped[bool] = mapped_column(default=False)  # they want no reminders
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    wished_at: Mapped[datetime | None]  # its time was over, and whoever it is for asked for another
    ended_at: Mapped[datetime | None]
    days: Mapped[int]  # how long it works after it was sent
    expires_at: Mapped[datetime]

    request: Mapped[FileRequest] = relationship()
    sponsor: Mapped[Member] = relationship(foreign_keys=[sponsor_id])
    audience: Mapped[Audience] = relationship(lazy="joined")

    @property
    def addressee(self) -> str:
        """Name and address, as those who asked know them."""
        return f"{self.name} <{self.email}>" if self.name else self.email


class WantedState(StrEnum):
    """An item goes open → filled → accepted, or is sent back and open again; `withdrawn` is not needed any more."""

    OPEN = "open"
    FILLED = "filled"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Wanted(InAudience, Base):
    """Where one item stands: for all members asked, for one member, or for the holder of one link.

    Belongs to the audience of the request; that of a link to the audience of its files, so that customers do not learn
    who else is asked.
    """

    __tablename__ = "request_wanted"
    __table_args__ = (UniqueConstraint("item_id", "member_id"), UniqueConstraint("item_id", "link_id"))

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    item_id: Mapped[int] = mapped_column(ForeignKey("request_item.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("request_link.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=WantedState.OPEN)
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(default=now)

    item: Mapped[RequestItem] = relationship(lazy="joined")
    member: Mapped[Member | None] = relationship()
    link: Mapped[RequestLink | None] = relationship()
    audience: Mapped[Audience] = relationship()


class Given(InAudience, Base):
    """A file that came for an item, of the audience of that file. Who gave it signs it."""

    __tablename__ = "request_given"

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey("request_item.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("request_link.id"), index=True)
    size: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(default=now)

    file: Mapped[File] = relationship()
    member: Mapped[Member] = relationship()
