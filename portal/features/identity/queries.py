"""Finding people, addresses and the house."""

import unicodedata

from flask import current_app
from sqlalchemy import select

from portal.features.identity.models import Address, Company, Person
from portal.kernel.access import Audience, AudienceKind
from portal.kernel.db import db
from portal.kernel.text import clean_line, fold

_HOUSE = "throughline.house"


def email_key(email: str) -> str:
    """What makes two spellings of an address the same: composed, case-folded, no spaces."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def domain_of(email: str) -> str:
    """The part after the @, folded."""
    return email_key(email).rpartition("@")[2]


def person_by_email(email: str) -> Person | None:
    """Whoever has verified this address."""
    query = select(Person).join(Address).where(Address.email_key == email_key(email), Address.verified_at.is_not(None))
    return db.session.scalars(query).first()


def primary_email(person: Person) -> str:
    """Where mail to this person goes; empty for one without a verified address."""
    query = select(Address.email).where(Address.person_id == person.id, Address.verified_at.is_not(None))
    return db.session.scalars(query.order_by(Address.primary.desc(), Address.id)).first() or ""


def house() -> Company | None:
    """The vendor that runs this portal; none before the set-up."""
    known = current_app.extensions.get(_HOUSE)  # it never becomes another
    found = db.session.get(Company, known) if known else None
    if found is None or not found.house:
        found = db.session.scalars(select(Company).where(Company.house)).first()
        current_app.extensions[_HOUSE] = found.id if found else None
    return found


def house_audience() -> Audience:
    """The administrators' audience; made with the house."""
    return db.session.scalars(select(Audience).where(Audience.kind == AudienceKind.HOUSE)).one()


def self_audience(person: Person) -> Audience:
    """What concerns this person alone."""
    return db.session.get_one(Audience, person.self_audience_id)


def company_named(name: str) -> Company | None:
    """The company of that name, however it is spelled."""
    return db.session.scalars(select(Company).where(Company.name_key == company_key(name))).first()


def company_key(name: str) -> str:
    """What makes two spellings of a company's name the same."""
    return fold(clean_line(name, limit=160))
