"""People, their addresses and companies, and how they are signed in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.access import Actor, HouseRole
from portal.kernel.db import Base, Id, PublicId, new_public_id, now


class Company(Base):
    """An organisation. Exactly one is the house, the vendor that runs this portal."""

    __tablename__ = "company"
    __table_args__ = (
        Index("uq_company_house", "house", unique=True, sqlite_where=text("house"), postgresql_where=text("house")),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(160))
    name_key: Mapped[str] = mapped_column(String(160), unique=True)  # folded, so that no company is added twice
    house: Mapped[bool] = mapped_column(default=False)
    tone: Mapped[int] = mapped_column(default=1)  # which of the marks' colours, 1 to 6
    logo: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the picture
    created_at: Mapped[datetime] = mapped_column(default=now)


class PersonState(StrEnum):
    """`former` signs imported words and cannot sign in; `offboarded` was ended; `merged` is part of another account."""

    ACTIVE = "active"
    FORMER = "former"
    OFFBOARDED = "offboarded"
    MERGED = "merged"


class Person(Base):
    """A human being. The company belongs to each membership, not here; `house_role` makes one staff.

    `alias` signs entries of the house and of one's own audience; `self_audience_id` is what concerns only them.
    """

    __tablename__ = "person"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    alias: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    name: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(String(160), default="")
    state: Mapped[str] = mapped_column(String(12), default=PersonState.ACTIVE)
    house_role: Mapped[str | None] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    photo: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the picture
    language: Mapped[str | None] = mapped_column(String(12))
    time_zone: Mapped[str | None] = mapped_column(String(48))
    theme: Mapped[str | None] = mapped_column(String(8))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # mail wishes, single-letter keys
    self_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    addresses: Mapped[list["Address"]] = relationship(back_populates="person", order_by="Address.id")

    @property
    def staff(self) -> bool:
        return self.house_role is not None and self.state == PersonState.ACTIVE

    @property
    def administrator(self) -> bool:
        return self.staff and self.house_role == HouseRole.ADMINISTRATOR

    def actor(self, lens_id: int | None = None) -> Actor:
        """This person as the one who acts."""
        role = HouseRole(self.house_role) if self.staff and self.house_role else None
        return Actor(person_id=self.id, staff=self.staff, house_role=role, lens_id=lens_id)

    # What Flask-Login asks of a user.
    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_active(self) -> bool:
        return self.state == PersonState.ACTIVE

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        return self.public_id


class Address(Base):
    """An e-mail address of a person. It signs in and receives only once verified."""

    __tablename__ = "address"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)  # NFC, case-folded
    primary: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="addresses")


class SignedInSession(Base):
    """One browser that is signed in. Ended sessions stay listed for a while, so that people can see them."""

    __tablename__ = "signed_in_session"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    browser: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    fresh_until: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class Purpose(StrEnum):
    """What a mailed proof is for; one cannot stand in for another."""

    SIGN_IN = "sign_in"
    FRESH = "fresh"
    ADD_ADDRESS = "add_address"
    JOIN = "join"
    ASK_IN = "ask_in"
    GIVE = "give"
    NOTHING = "nothing"  # the page answers as if it were for something, and no mail is sent
    SET_UP = "set_up"


class Proof(Base):
    """A mailed code and link: proves that the one who asked reads mail at that address.

    Bound to the browser that asked (`browser_key`), tried five times at most, used once. `person_id` is empty for an
    unknown address: the page answers alike and no mail is sent.
    """

    __tablename__ = "proof"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    purpose: Mapped[str] = mapped_column(String(12))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_key: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
