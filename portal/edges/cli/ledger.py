"""Proving the ledger."""

import json
import re
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.edges.cli.common import say_json, workspace
from portal.kernel.db import db
from portal.kernel.ledger import verify as verify_chains

PAIR = re.compile(r"\b([0-9a-z]{16})[ =](\d+:[0-9a-f]{64})\b")
HEAD = re.compile(r"\d+:[0-9a-f]{64}")

ledger = AppGroup("ledger", help="The record of everything that happened.")


@ledger.command("verify")
@click.option("--workspace", "name", default=None, help="Only this workspace: name or id.")
@click.option("--against", default=None, help="Heads saved earlier: the file with them, or they themselves.")
@click.option("--json", "as_json", is_flag=True, help="One object with heads and findings; keep it for --against.")
def verify(name: str | None, against: str | None, *, as_json: bool) -> None:
    """Check every chain. Keep the heads it prints elsewhere: a cut tail or a rebuild shows only against them."""
    place = workspace(name) if name else None
    saved = _heads(against) if against else None
    report = verify_chains(db.session(), workspace_id=place.id if place else None, against=saved)
    if as_json:
        findings = [{"audience": each.audience, "seq": each.seq, "what": each.what} for each in report.findings]
        say_json({"entries": report.entries, "heads": report.heads, "findings": findings})
    else:
        for audience, head in report.heads.items():
            click.echo(f"{audience} {head}")
        for each in report.findings:
            click.echo(f"{each.audience} entry {each.seq}: {each.what}", err=True)
        click.echo(f"{report.entries} entries in {len(report.heads)} chains, {len(report.findings)} findings")
    if report.findings:
        raise SystemExit(1)


def _heads(given: str) -> dict[str, str]:
    """Heads as either form of this command printed them, in a file or as one argument."""
    try:
        text = given if PAIR.search(given) or given.lstrip().startswith("{") else Path(given).read_text()
        found = dict(json.loads(text)["heads"]) if text.lstrip().startswith("{") else dict(PAIR.findall(text))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{given[:80]}: cannot be read as heads ({type(error).__name__}).") from error
    if not found or not all(HEAD.fullmatch(str(head)) for head in found.values()):
        raise click.ClickException(f"{given[:80]} is neither a file with heads nor heads (AUDIENCE NUMBER:HASH).")
    return found
