"""Two accounts of one human being become one; whoever asks has proved both."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import update

from portal.features.identity.kinds import MERGED
from portal.features.identity.models import Person, PersonState, Proof, SignedInSession
from portal.features.identity.people import tell_house
from portal.features.identity.queries import self_audience
from portal.kernel.db import db, now, repoint
from portal.kernel.ledger import record
from portal.kernel.web import Refused

Move = Callable[[Person, Person], None]
_moves: list[Move] = []


def when_merging(call: Move) -> Move:
    """Call this with the person who stays and the one who goes, before what points at the second is moved."""
    _moves.append(call)
    return call


def refuse_merge(*, kept: Person, gone: Person) -> None:
    """Raise Refused, with the reason, where two accounts cannot become one."""
    if gone.state == PersonState.FORMER:
        return
    if kept.id == gone.id or not (kept.is_active and gone.is_active):
        raise Refused(_("There is no second account to join."))
    if kept.staff != gone.staff:
        raise Refused(_("One of the two accounts works for the house. They stay apart."))
    if gone.administrator and not kept.administrator:
        raise Refused(_("The other account administers this portal. Sign in there, and add this address to it."))


def merge(*, kept: Person, gone: Person) -> None:
    """Give `kept` the addresses, memberships, words, marks and audiences of `gone`, who cannot sign in any more.

    Sessions of the one who goes end. Names in the record stay readable: the second's own row stays, under one name.
    """
    refuse_merge(kept=kept, gone=gone)
    said = {"name": kept.name, "gone_name": gone.name}
    tell_house(kept, MERGED, by=kept.alias, payload={"gone": gone.alias}, beside=said)
    if gone.self_audience_id is not None:
        subject = f"person:{gone.alias}"
        record(
            MERGED,
            audience=self_audience(gone),
            actor=kept.alias,
            subject=subject,
            payload={"gone": gone.alias},
            beside=said,
        )
    _end(gone)
    for call in _moves:
        call(kept, gone)
    for address in gone.addresses:
        address.primary = False
    kept.title, kept.photo = kept.title or gone.title, kept.photo or gone.photo
    gone.name, gone.state, gone.house_role, gone.password_hash = kept.name, PersonState.MERGED, None, None
    repoint(db.session(), "person.id", old=gone.id, new=kept.id, but=frozenset({"member"}))


def _end(person: Person) -> None:
    """Nothing that was begun in the name of this account goes on."""
    for table, column in ((SignedInSession, "ended_at"), (Proof, "used_at")):
        mine = table.person_id == person.id, getattr(table, column).is_(None)
        db.session.execute(update(table).where(*mine).values({column: now()}))


__all__ = ["merge", "refuse_merge", "when_merging"]
