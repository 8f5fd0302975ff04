"""Keeping the portal safe: backup and restore."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.edges.backup import restore as restore_from
from portal.edges.backup import save
from portal.edges.backup.saving import Tell
from portal.edges.cli.common import say_json
from portal.edges.cli.migrate import upgrade_database
from portal.edges.cli.serving import is_serving


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
@with_appcontext
def backup(file: Path, *, as_json: bool) -> None:
    """Write the whole portal into one FILE, while people work. Keep it elsewhere, and as secret as the portal."""
    with _progress(quiet=as_json) as tell:
        manifest = save(file, tell)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    size = file.stat().st_size
    if as_json:
        say_json(
            {"file": str(file), "bytes": size, "rows": rows, "files": manifest["blobs"], "heads": manifest["heads"]}
        )
    else:
        click.echo(f"{file}: {rows} rows and {manifest['blobs']} files, {size / 1e6:.1f} MB.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Replace the portal that is here.")
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
@with_appcontext
def restore(file: Path, *, replace: bool, as_json: bool) -> None:
    """Put a backup in place. Checked before it is seen; everybody signs in again, and search builds its index anew."""
    if is_serving(current_app.config["DATA_DIR"]):
        raise click.ClickException("The portal is running on this data folder. Stop it first.")
    upgrade_database()
    with _progress(quiet=as_json) as tell:
        manifest = restore_from(file, replace=replace, tell=tell)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    if as_json:
        say_json({"rows": rows, "files": manifest["blobs"], "made_at": manifest["made_at"]})
    else:
        click.echo(f"Restored {rows} rows and {manifest['blobs']} files of {manifest['made_at']}; the ledger verifies.")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Tell]:
    """A bar for each part of the work, on a terminal; its name in one line elsewhere."""
    begun: dict[str, int] = {}

    def tell(what: str, done: int, total: int) -> None:
        if quiet:
            return
        if sys.stdout.isatty():
            click.echo(f"\r\033[K{what}: {done} of {total}", nl=done == total)
        elif done == total or what not in begun:
            begun[what] = done
            click.echo(f"{what}: {done} of {total}")

    yield tell
