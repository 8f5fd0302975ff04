"""Workspaces, members and circles."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal.edges.cli.common import kindly, member, owner, person, say_json, workspace
from portal.features.identity.people import add_company
from portal.features.identity.queries import house
from portal.features.workspaces import audiences, services
from portal.features.workspaces.models import Workspace, WorkspaceKind
from portal.kernel.access import Audience, AudienceKind, Role
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
        made = kindly(lambda: services.open_workspace(by=by, name=name, kind=WorkspaceKind(kind), company=company))
    if as_json:
        say_json({"workspace": made.public_id, "name": made.name})
    else:
        click.echo(f"{made.name} is open: {made.public_id}")


@members.command("add")
@click.argument("email")
@click.option("--workspace", "name", required=True, help="Name or id.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=None)
@click.option("--company", default="", help="For which company; staff are there for the house.")
@click.option("--audience", "wanted", multiple=True, help="A circle they also read (again for several).")
def add_member(email: str, name: str, role: str | None, company: str, wanted: tuple[str, ...]) -> None:
    """Make a person a member."""
    place, who = workspace(name), person(email)
    with write():
        by = owner(place)
        firm = kindly(lambda: add_company(company)) if company else house() if who.staff else place.company
        if firm is None:
            raise click.ClickException("Say for which company: --company NAME.")
        as_role = Role(role) if role else Role.TEAM if who.staff else Role.MEMBER
        made = kindly(
            lambda: services.join(by=by, workspace=place, person=who, company=firm, role=as_role, invitation=None)
        )
        for circle in [_circle(place, each) for each in wanted]:
            audiences.let_read(by=by, member=made, audience=circle)
    click.echo(f"{who.name} is in {place.name}.")


@members.command("remove")
@click.argument("email")
@click.option("--workspace", "name", required=True, help="Name or id.")
def remove_member(email: str, name: str) -> None:
    """Take a person out, at once."""
    place = workspace(name)
    gone = member(email, place)
    with write():
        kindly(lambda: services.remove_member(by=owner(place), member=gone))
    click.echo(f"{gone.person.name} was removed from {place.name}.")


@circles.command("add")
@click.argument("name")
@click.option("--workspace", "place_name", required=True, help="Name or id.")
@click.option("--closed", is_flag=True, help="Only its readers admit others.")
def add_circle(name: str, place_name: str, *, closed: bool) -> None:
    """Add a circle with the owner in it."""
    place = workspace(place_name)
    with write():
        by = owner(place)
        made = kindly(lambda: audiences.add_circle(by=by, workspace=place, name=name, closed=closed, members=[]))
    click.echo(f"{made.name} was added: {made.public_id}")


def _circle(place: Workspace, name: str) -> Audience:
    query = select(Audience).where(
        Audience.workspace_id == place.id, Audience.name == name, Audience.kind == AudienceKind.CIRCLE
    )
    found = db.session.scalars(query).first()
    if found is None:
        raise click.ClickException(f"{place.name} has no circle {name!r}.")
    return found
