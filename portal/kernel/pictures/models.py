"""The table of redrawn pictures."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Id, PublicId, now


class Picture(Base):
    """A few kilobytes of WebP. Who may see it is decided by the row that names it by its public id."""

    __tablename__ = "picture"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now)
