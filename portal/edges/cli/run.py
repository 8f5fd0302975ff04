"""Setting up, serving and working."""

import subprocess
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from config import child_environment
from portal.edges.cli.migrate import upgrade_database
from portal.edges.cli.server import Server
from portal.edges.cli.serving import serving
from portal.edges.cli.working import make_worker
from portal.edges.demo import demo_hints
from portal.features.identity.queries import house
from portal.features.identity.setup_views import set_up_link
from portal.kernel.db import db, write


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Bring the database up to date; on the first start load the demo world or print the set-up link."""
    upgrade_database()
    config = current_app.config
    with_demo = config["DEMO"] and not config["PRODUCTION"]
    if house() is None and with_demo:
        _load_demo()
    if house() is None:
        with write():
            link = set_up_link()
        click.echo(f"\nOpen this link once to name the first administrator:\n  {link}\n")
    elif with_demo:
        demo_hints()


def _load_demo() -> None:
    """Load it in a process of its own, which tells how far it is."""
    db.session.remove()  # what it writes is to be seen here
    command = [sys.executable, "-m", "portal.edges.demo"]
    done = subprocess.run(command, env=child_environment(current_app.config), cwd=current_app.root_path, check=False)  # noqa: S603 (our own command)
    if done.returncode:
        raise click.ClickException("The demo world could not be loaded. Nothing of it was kept.")


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve pages and sockets, with the worker beside them, until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's own way)
    with serving(app.config["DATA_DIR"], app.config["PUBLIC_URL"]):
        click.echo(f"Throughline on {app.config['PUBLIC_URL']} (stop with Ctrl C)")
        Server(app).run()


@click.command("worker")
@click.option("--drain", is_flag=True, help="Work until nothing is left that can be done now, then stop.")
@with_appcontext
def worker(*, drain: bool) -> None:
    """Do what pages left for later: mail, search, reading files."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's own way)
    made = make_worker(app)
    if drain:
        click.echo(f"{made.drain()} jobs done")
    else:
        made.run()
