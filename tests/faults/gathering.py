"""Forty people in four workspaces, each reading four audiences of theirs, with a thread in every audience."""

from dataclasses import dataclass, field

from flask import Flask

from portal.features.discussions.models import Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import start_thread
from portal.features.identity.models import Person
from portal.features.identity.people import add_person
from portal.features.identity.queries import house
from portal.features.identity.sessions import TOKEN, open_session
from portal.features.workspaces.audiences import add_circle
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind
from portal.features.workspaces.queries import audiences_of, member_of
from portal.features.workspaces.services import join, open_workspace
from portal.kernel.access import HouseRole, Role
from portal.kernel.db import db, write
from tests.access.world import cookie
from tests.cast import Cast

PLACES, EACH = 4, 10


@dataclass(slots=True)
class Gathering:
    """Ids of the workspaces, of the people in each, and what their browsers hold."""

    workspaces: list[int] = field(default_factory=list)
    people: dict[int, list[int]] = field(default_factory=dict)
    cookies: dict[int, str] = field(default_factory=dict)


def gather(app: Flask, cast: Cast) -> Gathering:
    """Write them into a portal with the cast in it."""
    found = Gathering()
    with app.test_request_context():
        owner = cast.person("maya")
        for number in range(PLACES):
            with write():
                place, people = _workspace(owner, number)
                found.workspaces.append(place.id)
                found.people[place.id] = [person.id for person in people]
                found.cookies |= {person.id: cookie({TOKEN: open_session(person, browser="test")}) for person in people}
            _begin_threads(owner, place)
        db.session.remove()
    return found


def _workspace(owner: Person, number: int) -> tuple[Workspace, list[Person]]:
    place = open_workspace(by=owner, name=f"Place {number}", kind=WorkspaceKind.COMMUNITY)
    people = [_staff(f"Person {number}.{each}", f"p{number}.{each}@northwind.example") for each in range(EACH)]
    members = [_join(place, person) for person in people]
    by = member_of(place, owner.actor())
    assert by is not None
    for name in ("Legal", "Plant"):
        add_circle(by=by, workspace=place, name=name, closed=False, members=members)
    return place, people


def _staff(name: str, email: str) -> Person:
    return add_person(name=name, email=email, house_role=HouseRole.STAFF)


def _join(place: Workspace, person: Person) -> Member:
    vendor = house()
    assert vendor is not None
    return join(by=None, workspace=place, person=person, company=vendor, role=Role.TEAM, invitation=None)


def _begin_threads(owner: Person, place: Workspace) -> list[Thread]:
    by = member_of(place, owner.actor())
    assert by is not None
    begun = []
    for audience in audiences_of(place, owner.actor()):
        words = prepare("First words", audience)
        with write():
            kind, title = ThreadKind.DISCUSSION, f"In {audience.kind}"
            begun.append(start_thread(by=by, audience=audience, kind=kind, title=title, words=words))
    return begun
