"""Addresses of a person: each proved by a code, one of them the way mail goes."""

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.kinds import ADDRESS_ADDED, ADDRESS_REMOVED, PRIMARY_CHOSEN
from portal.features.identity.merging import merge
from portal.features.identity.models import Address, Person, PersonState
from portal.features.identity.people import tell_oneself
from portal.features.identity.queries import email_key, primary_email
from portal.kernel.db import db, now
from portal.kernel.mail import OutboundMail, queue_mail
from portal.kernel.web import Refused

MOST = 10
NOT_YOU = "If that was not you, sign in, sign out everywhere and look at your addresses."


def add_address(person: Person, email: str) -> None:
    """Attach an address its owner has just proved, and tell both. Refused while it belongs to another account.

    A participant known from an import who had this address becomes this person.
    """
    known = db.session.scalars(select(Address).where(Address.email_key == email_key(email))).first()
    if known is not None and known.person_id != person.id:
        if known.person.state != PersonState.FORMER:
            raise Refused(_("This address signs in another account."), field="email")
        merge(kept=person, gone=known.person)
    if known is None:
        known = Address(email=email.strip(), email_key=email_key(email), person_id=person.id)
        db.session.add(known)
    if known.verified_at is None:
        known.verified_at = now()
        tell_oneself(person, ADDRESS_ADDED, beside={"email": email})
        tell_addresses(person, _("An address was added"), _added(email), also=email)


def choose_primary(person: Person, address_id: int) -> None:
    """From now on mail goes to this address; both are told."""
    chosen, before = _mine(person, address_id), primary_email(person)
    if chosen.primary:
        return
    for each in person.addresses:
        each.primary = each is chosen
    tell_oneself(person, PRIMARY_CHOSEN, beside={"email": chosen.email})
    words = _(
        "Mail from the portal now goes to %(email)s. If that was not you, sign out everywhere.", email=chosen.email
    )
    tell_addresses(person, _("Your mail now goes elsewhere"), words, also=before)


def remove_address(person: Person, address_id: int) -> None:
    """Take an address away, and tell it; the last one stays, it is the way in."""
    gone, others = _mine(person, address_id), [each for each in _verified(person) if each.id != address_id]
    if not others:
        raise Refused(_("Your last address stays: it is how you sign in. Add another one first."), field="email")
    if gone.primary:
        gone.primary, others[0].primary = False, True
    tell_oneself(person, ADDRESS_REMOVED, beside={"email": gone.email})
    words = _(
        "%(email)s no longer signs in to your account. If that was not you, sign out everywhere.", email=gone.email
    )
    person.addresses.remove(gone)
    db.session.delete(gone)
    db.session.flush()
    tell_addresses(person, _("An address was removed"), words, also=gone.email)


def tell_addresses(person: Person, subject: str, text: str, *, also: str) -> None:
    """Mail a notice to where mail goes, and to one more address if that is another."""
    db.session.flush()
    for address in dict.fromkeys((primary_email(person), also)):
        notice = {"purpose": "notice", "person_id": person.id, "to_name": person.name, "to_address": address}
        queue_mail(OutboundMail(**notice, subject=subject, text=text))


def _verified(person: Person) -> list[Address]:
    return [each for each in person.addresses if each.verified_at is not None]


def _mine(person: Person, address_id: int) -> Address:
    found = next((each for each in _verified(person) if each.id == address_id), None)
    if found is None:
        raise Refused(_("That address is not yours."), field="email")
    return found


def _added(email: str) -> str:
    said = str(_("%(email)s now signs in to your account here and can receive its mail.", email=email))
    return f"{said} {_(NOT_YOU)}"
