"""Setting up, serving and working."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.edges.cli.migrate import upgrade_database
from portal.edges.cli.server import Server
from portal.edges.cli.serving import serving
from portal.edges.cli.working import make_worker, stop_with_parent
from portal.edges.demo import demo_hints, load_demo
from portal.features.identity.queries import house
from portal.features.identity.setup_views import set_up_link
from portal.kernel.db import write


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
    """Load it, telling how far it is."""
    with click.progressbar(length=100, label="Demo world") as bar:
        load_demo(lambda done, total: bar.update(100 * done // total - bar.pos))


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve pages and sockets, with the worker beside them, until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's own way)
    with serving(app.config["DATA_DIR"]):
        click.echo(f"Throughline on {app.config['PUBLIC_URL']} (stop with Ctrl C)")
        Server(app).run()


@click.command("worker")
@click.option("--drain", is_flag=True, help="Work until nothing is left that can be done now, then stop.")
@click.option("--under", type=int, default=0, help="Stop when this process, which started the worker, is gone.")
@with_appcontext
def worker(*, drain: bool, under: int) -> None:
    """Do what pages left for later: mail, search, reading files."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's own way)
    made = make_worker(app)
    if under:
        stop_with_parent(made, under)
    if drain:
        click.echo(f"{made.drain()} jobs done")
    else:
        made.run()
