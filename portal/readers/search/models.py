"""Words that mean the same in this house."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Id


class SynonymGroup(Base):
    """One line of the administrators' list: "SLA = service level agreement". No workspace's, and for every search."""

    __tablename__ = "synonym_group"

    id: Mapped[Id]
    words: Mapped[str] = mapped_column(Text)
