"""Ending and changing what somebody is here: every workspace included, and none left without an owner."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.features.identity.kinds import LET_BACK, OFFBOARDED, ROLE_GIVEN, SESSIONS_ENDED
from portal.features.identity.models import Person, PersonState
from portal.features.identity.people import tell_house
from portal.features.identity.queries import house_audience
from portal.features.identity.signing_in import sign_out
from portal.features.workspaces.models import Member, MemberState
from portal.features.workspaces.services import leave_all
from portal.kernel.access import AudienceReader, Forbidden, HouseRole, Permission
from portal.kernel.db import db
from portal.kernel.ledger import SYSTEM
from portal.kernel.web import Refused

Leave = Callable[[Person], None]
_leaves: list[Leave] = []


def when_offboarding(call: Leave) -> Leave:
    """Call this with whoever is offboarded, in the same transaction."""
    _leaves.append(call)
    return call


def end_sessions(*, by: Person, person: Person) -> None:
    """Sign somebody out everywhere; their sockets follow."""
    _require(by)
    ended = sign_out(person)
    tell_house(person, SESSIONS_ENDED, by=by.alias, payload={"sessions": ended})


def offboard(*, by: Person, person: Person) -> None:
    """End an account: sessions and sockets die, every workspace and audience closes. What they wrote stays.

    Refused, with the names, while they own a workspace; and for oneself.
    """
    _require(by)
    if person.id == by.id:
        raise Refused(_("Nobody offboards themselves: another administrator does."))
    if person.state != PersonState.ACTIVE:
        raise Refused(_("%(name)s is not active.", name=person.name))
    leave_all(person, actor=SYSTEM)
    _read_house(person, reads=False)
    sign_out(person)
    person.state = PersonState.OFFBOARDED
    for call in _leaves:
        call(person)
    tell_house(person, OFFBOARDED, by=by.alias)


def let_back(*, by: Person, person: Person) -> None:
    """Let somebody sign in again, as plain staff or guest, without any workspace."""
    _require(by)
    if person.state != PersonState.OFFBOARDED:
        raise Refused(_("%(name)s was not offboarded.", name=person.name))
    person.state = PersonState.ACTIVE
    person.house_role = HouseRole.STAFF if person.house_role else None
    tell_house(person, LET_BACK, by=by.alias)


def give_house_role(*, by: Person, person: Person, role: HouseRole | None) -> None:
    """Change what somebody is in the house. Whoever stops being staff leaves every Our team at once."""
    _require(by)
    if person.id == by.id or person.state != PersonState.ACTIVE:
        raise Refused(_("Nobody changes their own role: another administrator does."))
    if role is None:
        leave_all(person, actor=SYSTEM, staff_only=True)
    elif not person.staff and _is_guest_somewhere(person):
        raise Refused(_("%(name)s takes part as a customer, and cannot be staff as well.", name=person.name))
    person.house_role = role
    _read_house(person, reads=role is HouseRole.ADMINISTRATOR)
    tell_house(person, ROLE_GIVEN, by=by.alias, payload={"house_role": str(role or "")})


def _read_house(person: Person, *, reads: bool) -> None:
    house = house_audience()
    mine = AudienceReader.person_id == person.id, AudienceReader.audience_id == house.id
    known = db.session.scalars(select(AudienceReader).where(*mine)).first()
    if reads and known is None:
        db.session.add(AudienceReader(person_id=person.id, audience_id=house.id))
    elif known is not None and not reads:
        db.session.execute(delete(AudienceReader).where(*mine))


def _is_guest_somewhere(person: Person) -> bool:
    query = select(Member.id).where(Member.person_id == person.id, Member.state == MemberState.ACTIVE)
    return db.session.scalar(query.limit(1)) is not None


def _require(by: Person) -> None:
    if not by.actor().may(Permission.MANAGE_PEOPLE):
        raise Forbidden
