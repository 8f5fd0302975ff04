"""Adding people and companies, and changing what is said about them."""

import zlib
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.kinds import ADDED, CHANGED, COMPANY_ADDED, PASSWORD_SET, PERSON_IMPORTED
from portal.features.identity.models import Address, Company, Person, PersonState
from portal.features.identity.passwords import hash_password
from portal.features.identity.queries import (
    company_key,
    company_named,
    email_key,
    house_audience,
    self_audience,
)
from portal.kernel.access import Audience, AudienceKind, AudienceReader, HouseRole
from portal.kernel.db import db, now
from portal.kernel.ledger import Kind, record
from portal.kernel.ledger.record import SYSTEM
from portal.kernel.pictures import replace
from portal.kernel.text import clean_line
from portal.kernel.web import Refused


def add_house(name: str) -> Company:
    """Name the vendor that runs this portal, and make the administrators' audience. Once."""
    if db.session.scalars(select(Audience).where(Audience.kind == AudienceKind.HOUSE)).first() is None:
        db.session.add(Audience(kind=AudienceKind.HOUSE))
        db.session.flush()
    return add_company(name, house=True)


def add_company(name: str, *, house: bool = False) -> Company:
    """The company of that name, added when it is new."""
    name = clean_line(name, limit=160)
    if not name:
        raise Refused(_("A company needs a name."), field="company")
    known = company_named(name)
    if known is not None:
        return known
    tone = zlib.crc32(company_key(name).encode()) % 5 + 1  # a steady colour for its mark
    company = Company(name=name, name_key=company_key(name), house=house, tone=tone)
    db.session.add(company)
    db.session.flush()
    subject = f"company:{company.public_id}"
    record(COMPANY_ADDED, audience=house_audience(), actor=SYSTEM, subject=subject, beside={"name": name})
    return company


def add_person(
    *, name: str, email: str, title: str = "", house_role: HouseRole | None = None, by: str = SYSTEM
) -> Person:
    """A new person with one verified address. `by` is the alias of whoever adds them.

    A participant known from an import becomes this person: their words stay theirs.
    """
    known = db.session.scalars(select(Address).where(Address.email_key == email_key(email))).first()
    person = known.person if known else None
    if person is not None and person.state != PersonState.FORMER:
        raise Refused(_("Somebody with this address is already here."), field="email")
    if person is None:
        person = _new(name, email)
    if person.self_audience_id is None:
        _give_self(person)
    person.name, person.title = clean_line(name, limit=160) or person.name, clean_line(title, limit=160)
    person.state, person.house_role = PersonState.ACTIVE, house_role
    address = next(each for each in person.addresses if each.email_key == email_key(email))
    address.verified_at, address.primary = now(), True
    if house_role is HouseRole.ADMINISTRATOR:
        db.session.add(AudienceReader(person_id=person.id, audience_id=house_audience().id))
    db.session.flush()
    said = {"name": person.name, "email": email}
    tell_house(person, ADDED, by=by, payload={"house_role": str(house_role or "")}, beside=said)
    return person


def add_former(*, name: str, email: str) -> Person:
    """Somebody who wrote what is imported: signs it, cannot sign in and reads nothing. `add_person` wakes them up."""
    person = _new(name, email)
    person.state = PersonState.FORMER
    record(
        PERSON_IMPORTED,
        audience=house_audience(),
        actor=SYSTEM,
        subject=f"person:{person.alias}",
        beside={"name": person.name, "email": email},
    )
    return person


def _new(name: str, email: str) -> Person:
    person = Person(name=clean_line(name, limit=160))
    person.addresses.append(Address(email=email.strip(), email_key=email_key(email), primary=True))
    db.session.add(person)
    db.session.flush()
    return person


def _give_self(person: Person) -> None:
    mine = Audience(kind=AudienceKind.SELF)
    db.session.add(mine)
    db.session.flush()
    person.self_audience_id = mine.id
    db.session.add(AudienceReader(person_id=person.id, audience_id=mine.id))


def change_profile(person: Person, **fields: object) -> None:
    """Change name, title, photo, language, time_zone, theme or settings of oneself."""
    changed = [key for key, value in fields.items() if getattr(person, key) != value]
    for key in changed:
        setattr(person, key, fields[key])
    if changed:
        tell_oneself(person, CHANGED, payload={"fields": changed}, beside={"name": person.name})


def set_photo(person: Person, drawn: bytes | None) -> None:
    """Show this picture (redrawn before the transaction), or none; the one before is forgotten."""
    person.photo = replace(person.photo, drawn)
    tell_oneself(person, CHANGED, payload={"fields": ["photo"]}, beside={"name": person.name})


def set_password(person: Person, hashed: str) -> None:
    """Store a password's hash (made before the transaction, see `hash_password`)."""
    person.password_hash = hashed
    tell_oneself(person, PASSWORD_SET)


def tell_oneself(person: Person, kind: Kind, **said: Any) -> None:
    """Write an entry that concerns this person alone, signed by them."""
    record(kind, audience=self_audience(person), actor=person.alias, subject=f"person:{person.alias}", **said)


def tell_house(person: Person, kind: Kind, *, by: str, **said: Any) -> None:
    """Write an entry about a person for the administrators and for that person. `by` is the alias of who did it."""
    act = None
    for audience in (house_audience(), self_audience(person)):
        act = record(kind, audience=audience, actor=by, subject=f"person:{person.alias}", act=act, **said)


__all__ = [
    "add_company",
    "add_former",
    "add_house",
    "add_person",
    "change_profile",
    "hash_password",
    "set_password",
    "set_photo",
    "tell_house",
    "tell_oneself",
]
