"""Proving the ledger."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.edges.cli.common import say_json, workspace
from portal.kernel.db import db
from portal.kernel.ledger import verify as verify_chains

ledger = AppGroup("ledger", help="The record of everything that happened.")


@ledger.command("verify")
@click.option("--workspace", "name", default=None, help="Only this workspace: name or id.")
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Heads saved earlier.")
@click.option("--json", "as_json", is_flag=True, help="One object with heads and findings; keep it for --against.")
def verify(name: str | None, against: Path | None, *, as_json: bool) -> None:
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


def _heads(path: Path) -> dict[str, str]:
    """Heads as either form of this command printed them."""
    text = path.read_text()
    if text.lstrip().startswith("{"):
        return dict(json.loads(text)["heads"])
    pairs = [line.split() for line in text.splitlines() if len(line.split()) == 2]
    return {pair[0]: pair[1] for pair in pairs}
