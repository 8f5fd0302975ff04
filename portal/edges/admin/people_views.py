"""People of the house and its guests: adding, roles, sessions, the end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from portal.edges.admin.rules import in_house
from portal.features.identity import people as people_services
from portal.features.identity.forms import ADDRESS
from portal.features.identity.models import Address, Person, PersonState
from portal.features.identity.profile_views import prove_first
from portal.features.identity.signing_in import is_fresh
from portal.features.workspaces import offboarding
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import HouseRole, NotFound, Permission, Role, rule
from portal.kernel.db import db, write
from portal.kernel.text import clean_line, fold
from portal.kernel.web import Refused, paginate, see_other

pages = Blueprint("admin_people", __name__, url_prefix="/admin/people")
ROLES = {HouseRole.STAFF: "Staff", HouseRole.MANAGER: "Manager", HouseRole.ADMINISTRATOR: "Administrator"}
GUEST = "guest"
LONGEST = 160


@pages.get("")
@rule(in_house(Permission.MANAGE_PEOPLE))
def show() -> Any:
    """Staff, guests or who was offboarded; and every workspace by name, owner and size."""
    return _people()


@pages.post("")
@rule(in_house(Permission.MANAGE_PEOPLE))
def add() -> Any:
    """Add somebody of staff."""
    typed = {key: clean_line(request.form.get(key, "")) for key in ("name", "email", "title")}
    if not is_fresh():
        return prove_first(url_for("admin_people.show"))
    try:
        role = _checked(**typed)
        with write():
            people_services.add_person(**typed, house_role=role, by=g.person.alias)
    except Refused as refusal:
        return _people(refused=refusal, typed=typed), 422
    flash(_("%(name)s was added.", name=typed["name"]))
    return see_other(url_for("admin_people.show"))


@pages.post("/<person_id>/<deed>")
@rule(in_house(Permission.MANAGE_PEOPLE))
def change(person_id: str, deed: str) -> Any:
    """End sessions, offboard, let back, or give another role."""
    if deed not in DEEDS:
        raise NotFound
    if not is_fresh():
        return prove_first(url_for("admin_people.show"))
    try:
        with write():
            DEEDS[deed](_person(person_id))
    except Refused as refusal:
        return _people(refused=refusal), 422
    flash(_("Done."))
    return see_other(url_for("admin_people.show", show=request.form.get("show") or None))


def _give_role(person: Person) -> None:
    word = request.form.get("house_role", "")
    offboarding.give_house_role(by=g.person, person=person, role=None if word == GUEST else _role(word))


DEEDS: dict[str, Callable[[Person], None]] = {
    "sessions": lambda person: offboarding.end_sessions(by=g.person, person=person),
    "offboard": lambda person: offboarding.offboard(by=g.person, person=person),
    "back": lambda person: offboarding.let_back(by=g.person, person=person),
    "role": _give_role,
}


def _person(public_id: str) -> Person:
    """Anybody who can sign in or could; those who only signed imported words are nobody's business here."""
    states = PersonState.ACTIVE, PersonState.OFFBOARDED
    query = select(Person).where(Person.public_id == public_id, Person.state.in_(states))
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def _checked(*, name: str, email: str, title: str) -> HouseRole:
    """The role chosen, once everything typed can be used."""
    if not name or len(name + title) > LONGEST:
        raise Refused(_("Give a name, of at most 160 characters with what they do."), field="name")
    if not ADDRESS.fullmatch(email):
        raise Refused(_("This address is not complete."), field="email")
    return _role(request.form.get("house_role", ""))


def _role(word: str) -> HouseRole:
    if word not in {each.value for each in HouseRole}:
        raise Refused(_("Choose one of the roles."), field="house_role")
    return HouseRole(word)


def _listed(show: str, words: str) -> Select[Person]:
    kinds = {
        "staff": (Person.state == PersonState.ACTIVE, Person.house_role.is_not(None)),
        "guests": (Person.state == PersonState.ACTIVE, Person.house_role.is_(None)),
        "offboarded": (Person.state == PersonState.OFFBOARDED,),
    }
    query = select(Person).where(*kinds[show]).options(selectinload(Person.addresses)).order_by(Person.name, Person.id)
    if words:
        like = f"%{fold(words).replace('%', '').replace('_', '')}%"
        theirs = select(Address.person_id).where(Address.email_key.like(like))
        query = query.where(or_(func.lower(Person.name).like(like), Person.id.in_(theirs)))
    return query


def _people(*, refused: Refused | None = None, typed: dict[str, str] | None = None) -> str:
    asked, words = request.args.get("show", "staff"), clean_line(request.args.get("q", ""))
    show = asked if asked in ("staff", "guests", "offboarded") else "staff"
    active = Member.state == MemberState.ACTIVE
    counted = select(Workspace, func.count(Member.id)).outerjoin(Member, (Member.workspace_id == Workspace.id) & active)
    owners = select(Member).where(Member.role == Role.OWNER, active)
    return render_template(
        "admin/people.html",
        show=show,
        words=words,
        page=paginate(db.session(), _listed(show, words)),
        spaces=db.session.execute(counted.group_by(Workspace.id).order_by(Workspace.name)).all(),
        owners={each.workspace_id: each.person for each in db.session.scalars(owners)},
        roles=ROLES,
        refused=refused,
        typed=typed or {},
    )
