"""People and their way in."""

import click
from flask.cli import AppGroup, with_appcontext

from portal.edges.cli.common import person, say_json
from portal.features.identity.forms import ADDRESS
from portal.features.identity.people import add_company, add_house, add_person
from portal.features.identity.queries import house
from portal.features.identity.signing_in import operator_link
from portal.kernel.access import HouseRole
from portal.kernel.db import write

people = AppGroup("people", help="People of the house and of its customers.")


@people.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As others will see it.")
@click.option("--title", default="", help="What they do.")
@click.option("--staff", is_flag=True, help="Works for the house.")
@click.option("--admin", is_flag=True, help="An administrator of the house.")
@click.option("--company", default="", help="Their company; the first staff person's names the house.")
@click.option("--json", "as_json", is_flag=True, help="One object, for scripts.")
def add(email: str, name: str, title: str, company: str, *, staff: bool, admin: bool, as_json: bool) -> None:
    """Add a person with a verified address."""
    if not ADDRESS.fullmatch(email):
        raise click.ClickException(f"{email} is not a complete address.")
    role = HouseRole.ADMINISTRATOR if admin else HouseRole.STAFF if staff else None
    with write():
        if house() is None:
            if role is None or not company:
                raise click.ClickException("The first person is staff and names the house: --staff --company NAME.")
            add_house(company)
        elif company:
            add_company(company)
        made = add_person(name=name, email=email, title=title, house_role=role)
    if as_json:
        say_json({"person": made.public_id, "email": email})
    else:
        click.echo(f"{made.name} was added.")


@click.command("sign-in-link")
@click.argument("email")
@with_appcontext
def sign_in_link(email: str) -> None:
    """Print a link that signs somebody in once, within a day. The house and that person are told."""
    found = person(email)
    with write():
        link = operator_link(found)
    click.echo(link)
