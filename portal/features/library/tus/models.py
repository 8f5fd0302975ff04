"""Uploads that are on their way, and for some days what became of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.library.models import File, FileVersion, Folder
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Audience
from portal.kernel.db import Base, Id, PublicId, now


class Upload(Base):
    """State, not history: only the member who began it knows of it. Its bytes lie in `DATA_DIR/uploads`.

    It becomes a new version of `file`, or else a file for `audience`; a part of another upload has neither.
    """

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("member_id", "key"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    key: Mapped[str | None] = mapped_column(String(64))  # a request to begin that is sent again begins nothing twice
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"))
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    told: Mapped[str] = mapped_column(Text, default="")  # Upload-Metadata, as it came
    concat: Mapped[str] = mapped_column(Text, default="")  # Upload-Concat, as it came
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("file_version.id"))  # what it became
    refused: Mapped[str] = mapped_column(String(500), default="")  # why it became nothing, in words

    workspace: Mapped[Workspace] = relationship()
    member: Mapped[Member] = relationship()
    audience: Mapped[Audience | None] = relationship()
    folder: Mapped[Folder | None] = relationship()
    file: Mapped[File | None] = relationship()
    version: Mapped[FileVersion | None] = relationship()

    @property
    def part(self) -> bool:
        """Whether it is a piece that another upload will be put together from."""
        return self.concat == "partial"
