"""Workspaces, members and circles."""

from collections.abc import Mapping

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal.edges.cli.common import member, owner, person, say_json, workspace
from portal.features.identity.models import Person
from portal.features.identity.people import add_company
from portal.features.identity.queries import house
from portal.features.workspaces import audiences, services
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind
from portal.features.workspaces.queries import member_of
from portal.kernel.access import Audience, AudienceKind, Role, may_read
from portal.kernel.db import db, write

workspaces = AppGroup("workspaces", help="Deals and communities.")
members = AppGroup("members", help="Who is in a workspace.")
circles = AppGroup("circles", help="Named audiences of a workspace.")


@workspaces.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in WorkspaceKind]), required=True)
@click.option("--owner", "email", required=True, help="Address of a person of staff.")
@click.option("--company", default="", help="The customer of a deal.")
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
def add_workspace(name: str, kind: str, email: str, company: str, *, as_json: bool) -> None:
    """Open a workspace."""
    by = person(email)
    if not by.staff:
        raise click.ClickException(f"{email} is not staff, and only staff own workspaces.")
    with write():
        made = services.open_workspace(by=by, name=name, kind=WorkspaceKind(kind), company=company)
    _say(f"{made.name} is open: {made.public_id}", {"workspace": made.public_id, "name": made.name}, as_json=as_json)


@members.command("add")
@click.argument("email")
@click.option("--workspace", "name", required=True, help="Name or id.")
@click.option("--role", type=click.Choice([role.value for role in Role if role != Role.OWNER]), default=None)
@click.option("--company", default="", help="For which company; staff are there for the house.")
@click.option("--audience", "wanted", multiple=True, help="A circle they also read (again for several).")
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
def add_member(
    email: str, name: str, role: str | None, company: str, wanted: tuple[str, ...], *, as_json: bool
) -> None:
    """Make a person a member."""
    place, who = workspace(name), person(email)
    with write():
        by = owner(place)
        made = _joined(place, who, by, role, company)
        for circle in [_circle(place, each) for each in wanted]:
            _into(circle, made, by)
    said = {"member": made.public_id, "role": made.role, "workspace": place.public_id}
    _say(f"{who.name} is in {place.name}.", said, as_json=as_json)


@members.command("remove")
@click.argument("email")
@click.option("--workspace", "name", required=True, help="Name or id.")
@click.option("--audience", "only", multiple=True, help="Only out of this circle (again for several).")
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
def remove_member(email: str, name: str, only: tuple[str, ...], *, as_json: bool) -> None:
    """Take a person out, at once: of the workspace, or of the circles that are named."""
    place = workspace(name)
    gone = member(email, place)
    with write():
        for circle in [_circle(place, each) for each in only]:
            _out_of(circle, gone, owner(place))
        if not only:
            services.remove_member(by=owner(place), member=gone)
    where = ", ".join(only) or place.name
    said = {"member": gone.public_id, "workspace": place.public_id, "audiences": list(only)}
    _say(f"{gone.person.name} was removed from {where}.", said, as_json=as_json)


@circles.command("add")
@click.argument("name")
@click.option("--workspace", "place_name", required=True, help="Name or id.")
@click.option("--closed", is_flag=True, help="Only its readers admit others.")
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
def add_circle(name: str, place_name: str, *, closed: bool, as_json: bool) -> None:
    """Add a circle with the owner in it."""
    place = workspace(place_name)
    with write():
        by = owner(place)
        made = audiences.add_circle(by=by, workspace=place, name=name, closed=closed, members=[])
    _say(f"{made.name} was added: {made.public_id}", {"circle": made.public_id, "name": made.name}, as_json=as_json)


def _joined(place: Workspace, who: Person, by: Member, role: str | None, company: str) -> Member:
    """The member this person is now; whoever is in already gets the role that was asked for."""
    known = member_of(place, who.actor())
    if known is not None:
        if role is not None and known.role != role:
            services.change_role(by=by, member=known, role=Role(role))
        return known
    firm = add_company(company) if company else house() if who.staff else place.company
    if firm is None:
        raise click.ClickException("Say for which company: --company NAME.")
    as_role = Role(role) if role else Role.TEAM if who.staff else Role.MEMBER
    return services.join(by=by, workspace=place, person=who, company=firm, role=as_role, invitation=None)


def _into(circle: Audience, member: Member, by: Member) -> None:
    if circle.closed and not may_read(db.session(), by.person.actor(), circle.id):
        raise click.ClickException(f"{circle.name!r} is closed: only its readers admit others, and the owner is none.")
    audiences.let_read(by=by, member=member, audience=circle)


def _out_of(circle: Audience, gone: Member, by: Member) -> None:
    if not may_read(db.session(), gone.person.actor(), circle.id):
        raise click.ClickException(f"{gone.person.name} is not in {circle.name!r}.")
    audiences.stop_reading(by=by, member=gone, audience=circle)


def _say(words: str, said: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        say_json(dict(said))
    else:
        click.echo(words)


def _circle(place: Workspace, name: str) -> Audience:
    query = select(Audience).where(
        Audience.workspace_id == place.id, Audience.name == name, Audience.kind == AudienceKind.CIRCLE
    )
    found = db.session.scalars(query).first()
    if found is None:
        raise click.ClickException(f"{place.name} has no circle {name!r}.")
    return found
