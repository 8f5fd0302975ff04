"""What commands share: finding people and workspaces, one-line errors, JSON for scripts."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import or_, select

from portal.features.identity.models import Person
from portal.features.identity.queries import person_by_email
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.db import db

Tell = Callable[[int, int], None]  # done, of


def person(email: str) -> Person:
    """The person with this verified address, or a one-line error."""
    found = person_by_email(email)
    if found is None:
        raise click.ClickException(f"Nobody here has the address {email}. Add them: flask people add {email} --name …")
    return found


def workspace(name: str) -> Workspace:
    """The workspace of that name or id; a name shared by several lists their ids."""
    query = select(Workspace).where(or_(Workspace.public_id == name, Workspace.name == name))
    found = db.session.scalars(query).all()
    if not found:
        raise click.ClickException(f"There is no workspace {name!r}.")
    if len(found) > 1:
        ids = ", ".join(each.public_id for each in found)
        raise click.ClickException(f"Several workspaces are named {name!r}: use one of the ids {ids}.")
    return found[0]


def member(email: str, place: Workspace) -> Member:
    """The active member with this address in a workspace."""
    query = select(Member).where(
        Member.workspace_id == place.id, Member.person_id == person(email).id, Member.state == MemberState.ACTIVE
    )
    found = db.session.scalars(query).first()
    if found is None:
        raise click.ClickException(f"{email} is not in {place.name}.")
    return found


def owner(place: Workspace) -> Member:
    """The owner of a workspace: commands act in their name."""
    query = select(Member).where(
        Member.workspace_id == place.id, Member.role == "owner", Member.state == MemberState.ACTIVE
    )
    return db.session.scalars(query).one()


def say_json(said: dict[str, Any]) -> None:
    """One object for scripts."""
    click.echo(json.dumps(said, ensure_ascii=False))


@contextmanager
def progress(label: str, *, in_bytes: bool = False) -> Iterator[Tell]:
    """A bar on a terminal, nothing elsewhere."""
    counted = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn(label), BarColumn(), counted, TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
