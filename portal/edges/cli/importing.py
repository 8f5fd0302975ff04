"""Bringing in mail archives and folders of files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select

from portal.edges.cli.common import member, person, progress, say_json, workspace
from portal.edges.imports.archive import NotAnArchive
from portal.edges.imports.files import import_files
from portal.edges.imports.mbox import import_mbox
from portal.features.workspaces import services
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind
from portal.features.workspaces.queries import audience_of, reads
from portal.kernel.access import Audience, AudienceKind, Permission
from portal.kernel.db import db, write

Command = TypeVar("Command", bound=Callable[..., Any])
imports = AppGroup("import", help="Mail archives and folders of files, into a workspace.")


def _into(command: Command) -> Command:
    """The options both commands share."""
    for option in reversed(
        (
            click.option("--workspace", "name", required=True, help="Name or id; made if there is none of that name."),
            click.option("--owner", "email", required=True, help="Address of the one who imports and answers for it."),
            click.option(
                "--audience",
                "kind",
                type=click.Choice(["everyone", "team"]),
                default="team",
                show_default=True,
                help="Who will read it.",
            ),
            click.option("--json", "as_json", is_flag=True, help="One object with counts, for scripts."),
        )
    ):
        command = option(command)
    return command


@imports.command("mbox")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@_into
def mbox(file: Path, name: str, email: str, kind: str, *, as_json: bool) -> None:
    """Turn a mail archive (mbox, plain or .gz) into threads. What is there already is left alone."""
    place, by, audience = _place(name, email, AudienceKind(kind))
    try:
        with progress("Mails") as tell:
            counts = import_mbox(file, workspace=place, member=by, audience=audience, progress=tell)
    except (NotAnArchive, OSError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    said = {key: getattr(counts, key) for key in counts.__slots__ if key not in ("malformed", "longest_write")}
    said["malformed"] = [{"number": number, "reason": reason} for number, reason in counts.malformed]
    said["longest_write_ms"] = round(counts.longest_write * 1000, 1)
    _say(place, said, as_json=as_json)


@imports.command("files")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, readable=True, path_type=Path))
@_into
def files(folder: Path, name: str, email: str, kind: str, *, as_json: bool) -> None:
    """File every document below a folder and read its words. What is there already is left alone."""
    place, by, audience = _place(name, email, AudienceKind(kind))
    with progress("Files") as tell:
        counts = import_files(folder, workspace=place, member=by, audience=audience, progress=tell)
    said: dict[str, Any] = {key: getattr(counts, key) for key in ("found", "added", "read")}
    said["already_there"] = counts.known
    for key in ("unreadable", "skipped"):
        said[key] = [{"file": file, "reason": reason} for file, reason in getattr(counts, key)]
    _say(place, said, as_json=as_json)


def _place(name: str, email: str, kind: AudienceKind) -> tuple[Workspace, Member, Audience]:
    """The workspace, made if it is missing, with the one who imports and the audience they import for."""
    by = person(email)
    known = db.session.scalars(select(Workspace.id).where(or_(Workspace.public_id == name, Workspace.name == name)))
    if known.first() is None:
        if not by.staff:
            raise click.ClickException(f"There is no workspace {name!r}, and only staff can open one.")
        with write():
            services.open_workspace(by=by, name=name, kind=WorkspaceKind.COMMUNITY)
    place = workspace(name)
    signing, audience = member(email, place), audience_of(place, kind)
    if place.archived_at is not None:
        raise click.ClickException(f"{place.name} is archived. Reopen it first.")
    if not signing.may(Permission.UPLOAD) or not reads(signing.person.actor(), audience):
        raise click.ClickException(f"{email} may not write for {kind} in {place.name}.")
    return place, signing, audience


def _say(place: Workspace, said: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json({"workspace": place.public_id, "name": place.name, **said})
        return
    click.echo(f"{place.name} ({place.public_id})")
    for key, value in said.items():
        words = key.replace("_", " ")
        click.echo(f"  {words}: {len(value) if isinstance(value, list) else value}")
        for each in value if isinstance(value, list) else ():
            click.echo("    " + ": ".join(map(str, each.values())))
