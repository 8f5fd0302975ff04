"""Commands such as `flask people add` and `flask ledger verify`. Each says in one line what is wrong."""

from flask import Flask

from portal.edges.cli import house, importing, ledger, members, run
from portal.edges.cli.migrate import init_migrations


def register(app: Flask) -> None:
    """Add the commands."""
    init_migrations(app)
    for group in (house.people, members.workspaces, members.members, members.circles, ledger.ledger, importing.imports):
        app.cli.add_command(group)
    for command in (house.sign_in_link, run.setup, run.serve, run.worker):
        app.cli.add_command(command)
