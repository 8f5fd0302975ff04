"""Commands such as `flask people add` and `flask ledger verify`. Each says in one line what is wrong."""

from flask import Flask

from portal.edges.cli import blobs, doctor, house, importing, keeping, ledger, members, run, search
from portal.edges.cli.migrate import init_migrations
from portal.edges.cli.plainly import speak_plainly

COMMANDS = (
    blobs.blobs,
    doctor.doctor,
    house.people,
    house.sign_in_link,
    members.workspaces,
    members.members,
    members.circles,
    importing.imports,
    ledger.ledger,
    keeping.backup,
    keeping.restore,
    search.search,
    run.setup,
    run.serve,
    run.worker,
)


def register(app: Flask) -> None:
    """Add the commands."""
    init_migrations(app)
    for command in COMMANDS:
        app.cli.add_command(speak_plainly(command))
