"""Adding people and companies, and changing what is said about them."""

import zlib

from sqlalchemy import select

from portal.features.identity.kinds import ADDED, ADDRESS_ADDED, ADDRESS_REMOVED, CHANGED, COMPANY_ADDED, PASSWORD_SET
from portal.features.identity.models import Address, Company, Person, PersonState
from portal.features.identity.passwords import hash_password
from portal.features.identity.queries import (
    company_key,
    company_named,
    email_key,
    house_audience,
    person_by_email,
    self_audience,
)
from portal.kernel.access import Audience, AudienceKind, AudienceReader, HouseRole
from portal.kernel.db import db, now
from portal.kernel.ledger import record
from portal.kernel.ledger.record import SYSTEM
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
        raise Refused("A company needs a name.", field="company")
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
    if person is not None and person.state != PersonState.FORMER and known is not None and known.verified_at:
        raise Refused("Somebody with this address is already here.", field="email")
    if person is None:
        person = _new(name, email)
    person.name, person.title = clean_line(name, limit=160) or person.name, clean_line(title, limit=160)
    person.state, person.house_role = PersonState.ACTIVE, house_role
    address = next(each for each in person.addresses if each.email_key == email_key(email))
    address.verified_at, address.primary = now(), True
    if house_role is HouseRole.ADMINISTRATOR:
        db.session.add(AudienceReader(person_id=person.id, audience_id=house_audience().id))
    db.session.flush()
    act = None
    for audience in (house_audience(), self_audience(person)):
        act = record(
            ADDED,
            audience=audience,
            actor=by,
            subject=f"person:{person.alias}",
            payload={"house_role": str(house_role or "")},
            beside={"name": person.name, "email": email},
            act=act,
        )
    return person


def _new(name: str, email: str) -> Person:
    mine = Audience(kind=AudienceKind.SELF)
    db.session.add(mine)
    db.session.flush()
    person = Person(name=clean_line(name, limit=160), self_audience_id=mine.id)
    person.addresses.append(Address(email=email.strip(), email_key=email_key(email), primary=True))
    db.session.add(person)
    db.session.flush()
    db.session.add(AudienceReader(person_id=person.id, audience_id=mine.id))
    return person


def change_profile(person: Person, **fields: str | None) -> None:
    """Change name, title, language, time_zone or theme of oneself."""
    changed = [key for key, value in fields.items() if getattr(person, key) != value]
    for key in changed:
        setattr(person, key, fields[key])
    if changed:
        _tell(person, CHANGED, payload={"fields": changed}, beside={"name": person.name})


def add_address(person: Person, email: str) -> None:
    """Attach an address its owner has just proved; refused while it belongs to another account."""
    owner = person_by_email(email)
    if owner is not None and owner.id != person.id:
        raise Refused("This address signs in another account. Sign in there to join the two.", field="email")
    known = db.session.scalars(select(Address).where(Address.email_key == email_key(email))).first()
    if known is None:
        known = Address(email=email.strip(), email_key=email_key(email), person_id=person.id)
        db.session.add(known)
    known.person_id, known.verified_at = person.id, now()
    _tell(person, ADDRESS_ADDED, beside={"email": email})


def remove_address(person: Person, address_id: int) -> None:
    """Take an address away; the last one stays, it is the way in."""
    mine = [each for each in person.addresses if each.verified_at is not None]
    gone = next((each for each in mine if each.id == address_id), None)
    if gone is None:
        raise Refused("That address is not yours.", field="email")
    if len(mine) == 1:
        raise Refused("Your last address stays: it is how you sign in. Add another one first.", field="email")
    if gone.primary:
        next(each for each in mine if each is not gone).primary = True
    _tell(person, ADDRESS_REMOVED, beside={"email": gone.email})
    db.session.delete(gone)


def set_password(person: Person, hashed: str) -> None:
    """Store a password's hash (made before the transaction, see `hash_password`)."""
    person.password_hash = hashed
    _tell(person, PASSWORD_SET)


def _tell(person: Person, kind: object, **said: object) -> None:
    record(kind, audience=self_audience(person), actor=person.alias, subject=f"person:{person.alias}", **said)  # type: ignore[arg-type]  # keywords of record


__all__ = [
    "add_address",
    "add_company",
    "add_house",
    "add_person",
    "change_profile",
    "hash_password",
    "remove_address",
    "set_password",
]
