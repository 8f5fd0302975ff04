"""Threads and posts, and what each reader keeps about them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.library.models import File, FileVersion
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience, InAudience
from portal.kernel.db import Base, Id, PublicId, now
from portal.kernel.web.language import say


class ThreadKind(StrEnum):
    """A question can have an accepted answer; an announcement is posted by the team."""

    DISCUSSION = "discussion"
    QUESTION = "question"
    ANNOUNCEMENT = "announcement"


class Thread(InAudience, Base):
    """A conversation in one audience. `about_id` links a team-only thread to the customer thread it speaks of.

    `about_file_id` is the file whose comments it holds; a file has one such thread at most, of its own audience.
    """

    __tablename__ = "thread"
    __table_args__ = (Index("ix_thread_listing", "workspace_id", "last_post_at"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    kind: Mapped[str] = mapped_column(String(12), default=ThreadKind.DISCUSSION)
    given_title: Mapped[str] = mapped_column("title", String(300))
    started_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    about_file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_post_at: Mapped[datetime] = mapped_column(default=now)
    post_count: Mapped[int] = mapped_column(default=0)  # also the number of the newest post
    accepted_id: Mapped[int | None]  # a post of this thread; no foreign key, for posts point back here
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    accepted_at: Mapped[datetime | None]
    pinned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    marked: Mapped[bool] = mapped_column(default=False, server_default=false())  # some post of it was, for somebody

    audience: Mapped[Audience] = relationship(lazy="joined")
    workspace: Mapped[Workspace] = relationship()
    started_by: Mapped[Member] = relationship(foreign_keys=[started_by_id])
    about_file: Mapped[File | None] = relationship()
    accepted_by: Mapped[Member | None] = relationship(foreign_keys=[accepted_by_id])

    @property
    def title(self) -> str:
        """As it was given. Comments are called like their file, for as long as its name may be told."""
        file = self.about_file if self.about_file_id is not None else None
        return self.given_title if file is None or not file.nameless else say("Comments on a file that is gone")


class Post(InAudience, Base):
    """One post, numbered within its thread. A deleted one keeps its line and loses its words.

    `body` is Markdown as typed, `html` its safe rendering. `key` is the sender's idempotency key;
    `imported_key` names the message it came from. A comment names the version of the file, the page if it has any, and
    perhaps a place on it.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("author_id", "key"),
        UniqueConstraint("workspace_id", "imported_key"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int] = mapped_column(default=1)
    key: Mapped[str | None] = mapped_column(String(64))
    imported_key: Mapped[str | None] = mapped_column(String(400))
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    about_version: Mapped[int | None]
    about_page: Mapped[int | None]
    about_x: Mapped[float | None]  # where on that page, as shares of its width and height
    about_y: Mapped[float | None]

    audience: Mapped[Audience] = relationship()
    thread: Mapped[Thread] = relationship(foreign_keys=[thread_id])
    author: Mapped[Member] = relationship(foreign_keys=[author_id])
    deleted_by: Mapped[Member | None] = relationship(foreign_keys=[deleted_by_id])


class PostVersion(Base):
    """An earlier text of a post, kept until the post is deleted."""

    __tablename__ = "post_version"

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class Reaction(Base):
    """Agree, Thank you or Looking into it, once a person and post."""

    __tablename__ = "reaction"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    word: Mapped[str] = mapped_column(String(12), primary_key=True)


class Attachment(Base):
    """A file of the library shown under a post: of the same audience, or of Everyone."""

    __tablename__ = "attachment"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), primary_key=True, index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("file_version.id"))

    file: Mapped[File] = relationship()
    version: Mapped[FileVersion] = relationship()


class Mention(Base):
    """Somebody named in a post; only one who can read it."""

    __tablename__ = "mention"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)


class ReadMark(Base):
    """How far a member has read a thread, by number of the post."""

    __tablename__ = "read_mark"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    number: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)


class Follow(Base):
    """A member's wish about a thread: `follow` or `mute`. None means: as the defaults say."""

    __tablename__ = "follow"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    wish: Mapped[str] = mapped_column(String(8))


class Draft(InAudience, Base):
    """What somebody has begun to write, by place (a thread's public id, or `new`) and audience."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("member_id", "place", "audience_id"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    place: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(default=now)
