"""Searching as somebody, and building the index anew."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from rich.progress import Progress

from portal.edges.cli.common import person, workspace
from portal.features.workspaces.models import Workspace
from portal.kernel.access import Actor
from portal.readers.search import Hit, rebuild
from portal.readers.search import search as ask


class Asking(AppGroup):
    """A group whose first word may be a question: `flask search "u-boot environment" --as …`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take anything that names no command for a question."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["query", *args]
        return super().parse_args(ctx, args)


search = Asking("search", help='Search as somebody: flask search "WORDS" --as EMAIL; or `rebuild` the index.')


@search.command("query", hidden=True)
@click.argument("words", nargs=-1)
@click.option("--as", "email", required=True, help="Address of the person who searches: found is what they may see.")
@click.option("--workspace", "name", default="", help="Only there: name or id.")
@click.option("--json", "as_json", is_flag=True, help="An array of hits, for scripts.")
@click.option("--stdin", is_flag=True, help="A question a line in, an array of hits a line out (with --json).")
@with_appcontext
def query(words: tuple[str, ...], email: str, name: str, *, as_json: bool, stdin: bool) -> None:
    """Search for words (quote a phrase twice: '"exact words"')."""
    if stdin == bool(words):
        raise click.ClickException("Give the words to search for, or --stdin to read a question a line.")
    if stdin and not as_json:
        raise click.ClickException("--stdin answers an array a line: add --json.")
    who, place = person(email).actor(), workspace(name) if name else None
    for line in sys.stdin if stdin else [" ".join(words)]:
        with _pages():
            _answer(who, line, place, as_json=as_json)


@search.command("rebuild")
def rebuild_index() -> None:
    """Build the index anew from the database; the old one answers until it is ready."""
    with Progress(transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Indexing", total=None)
        count = rebuild(lambda done, total: bar.update(task, completed=done, total=total))
    if count is None:
        raise click.ClickException("The index is being built already.")
    click.echo(f"{count} documents are in the index.")


def _answer(who: Actor, line: str, place: Workspace | None, *, as_json: bool) -> None:
    found = ask(who, line, workspace=place.public_id if place else None)
    if found.rebuilding:
        click.echo("The index is being built; nothing can be found yet. Run: flask worker --drain", err=True)
    if as_json:
        click.echo(json.dumps([_plain(hit) for hit in found.hits], ensure_ascii=False))
        return
    for hit in found.hits:
        click.echo(f"{hit.title}\n  {hit.kind}, {hit.workspace.name}, {_address(hit.url)}\n  {hit.snippet.striptags()}")
    if not found.hits and not found.rebuilding:
        click.echo("Nothing was found." + (f" Did you mean: {found.suggestion}" if found.suggestion else ""))


def _plain(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "title": hit.title,
        "name": hit.name,
        "workspace": hit.workspace.name,
        "author": hit.author.name if hit.author else "",
        "date": hit.date.isoformat(),
        "url": _address(hit.url),
        "page": hit.page,
        "snippet": str(hit.snippet),
        "score": hit.score,
    }


def _address(path: str) -> str:
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{path}"


@contextmanager
def _pages() -> Iterator[None]:
    """As if a page asked: addresses can be made."""
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        yield
