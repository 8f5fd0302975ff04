"""Folders, files and their versions."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Actor, Audience, InAudience
from portal.kernel.db import Base, Id, PublicId, now


class Folder(InAudience, Base):
    """A folder for everyone may hold files of any audience; any other only files of its own."""

    __tablename__ = "folder"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]
    view_only: Mapped[bool] = mapped_column(default=False, server_default=false())  # with all that lies below it
    marked_copies: Mapped[bool] = mapped_column(default=False, server_default=false())  # of PDFs may be downloaded

    audience: Mapped[Audience] = relationship(lazy="joined")
    workspace: Mapped[Workspace] = relationship()
    parent: Mapped["Folder | None"] = relationship(remote_side="Folder.id")


class File(InAudience, Base):
    """A file by its name and place; what it holds is in its versions. Deleted ones rest in the trash first."""

    __tablename__ = "file"
    __table_args__ = (Index("ix_file_listing", "workspace_id", "folder_id", "deleted_at"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, index=True)
    latest_number: Mapped[int] = mapped_column(default=0)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    purged_at: Mapped[datetime | None]  # bytes, words and names are gone; the row stays for what refers to it
    withdrawn_at: Mapped[datetime | None]  # nobody opens it any more; its line stays and says who took it back and why
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    withdrawn_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    imported_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    refused: Mapped[bool] = mapped_column(default=False, server_default=false())  # there is no version but refused ones

    audience: Mapped[Audience] = relationship(lazy="joined")
    workspace: Mapped[Workspace] = relationship()
    folder: Mapped[Folder | None] = relationship()
    made_by: Mapped[Member] = relationship(foreign_keys=[made_by_id])
    deleted_by: Mapped[Member | None] = relationship(foreign_keys=[deleted_by_id])
    withdrawn_by: Mapped[Member | None] = relationship(foreign_keys=[withdrawn_by_id])
    versions: Mapped[list["FileVersion"]] = relationship(back_populates="file", order_by="FileVersion.number")

    @property
    def nameless(self) -> bool:
        """Refused or purged: whoever does not see the file itself is not told its name."""
        return self.refused or self.purged_at is not None

    @classmethod
    def visible_to(cls, actor: Actor) -> Select[Self]:
        """Those of the actor's audiences; what was refused is there for its uploader alone."""
        return super().visible_to(actor).where(cls.passed(actor))

    @classmethod
    def passed(cls, actor: Actor) -> ColumnElement[bool]:
        """Not refused, or the actor's own."""
        if actor.lens_id is not None:
            return cls.refused.is_(False)
        own = select(Member.id).where(Member.person_id == actor.person_id)
        return or_(cls.refused.is_(False), cls.made_by_id.in_(own))


class FileState(StrEnum):
    """A version goes received → checked → available; `refused` ones can be neither opened nor downloaded, and say why.

    That it was checked is an entry of the ledger, not a state: it ends in one of the other two.
    """

    RECEIVED = "received"
    AVAILABLE = "available"
    REFUSED = "refused"


class TextState(StrEnum):
    """What became of reading the words in it."""

    WAITING = "waiting"
    READ = "read"
    EMPTY = "empty"  # read, and there are no words in it (a scan, a picture)
    UNREADABLE = "unreadable"  # broken, protected or too large: the reason says which
    UNSUPPORTED = "unsupported"


class FileVersion(Base):
    """Bytes that never change. Seen by whoever sees the file."""

    __tablename__ = "file_version"
    __table_args__ = (UniqueConstraint("file_id", "number"), Index("ix_file_version_blob", "sha256"))

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))  # as it was given at upload
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120))  # by content
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(12), default=FileState.RECEIVED)
    text_state: Mapped[str] = mapped_column(String(12), default=TextState.WAITING)
    reason: Mapped[str] = mapped_column(String(300), default="")
    pages: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")  # what is new, as its uploader says
    restored_from: Mapped[int | None]  # the number of the version whose bytes these are again

    file: Mapped[File] = relationship(back_populates="versions")
    uploaded_by: Mapped[Member] = relationship()


class Opening(Base):
    """A guest has opened a version: which pages they came to is gathered here until the ledger is told."""

    __tablename__ = "opening"
    __table_args__ = (Index("ix_opening_member_version", "member_id", "version_id"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("file_version.id"))
    opened_at: Mapped[datetime] = mapped_column(default=now, index=True)
    pages: Mapped[list[int]] = mapped_column(JSON, default=list)

    member: Mapped[Member] = relationship()
    version: Mapped[FileVersion] = relationship()


class PageText(Base):
    """The words of one page (or of the whole, page 1) of a version: what search reads."""

    __tablename__ = "page_text"

    version_id: Mapped[int] = mapped_column(ForeignKey("file_version.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ScrubMark(Base):
    """How far the nightly look at all bytes has come; one row."""

    __tablename__ = "scrub_mark"

    id: Mapped[Id]
    place: Mapped[int] = mapped_column(default=0)  # the last version whose bytes were read in this round
    slice_at: Mapped[datetime | None]
    round_ended_at: Mapped[datetime | None]


class BlobFault(Base):
    """Bytes that were missing or changed when somebody looked, until a later look finds them well."""

    __tablename__ = "blob_fault"

    workspace_key: Mapped[str] = mapped_column(String(16), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    what: Mapped[str] = mapped_column(String(8))  # missing or changed
    found_at: Mapped[datetime] = mapped_column(default=now)
