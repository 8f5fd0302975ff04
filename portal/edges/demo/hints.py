"""How to sign in to the demo world."""

import click

from portal.features.identity.queries import person_by_email
from portal.features.identity.signing_in import operator_link
from portal.kernel.db import write

WHO = (
    ("maya@northwind.example", "Maya Lindqvist, account executive at Northwind Robotics"),
    ("priya@acme.example", "Priya Raman, customer at Acme Foods"),
    ("ines@northwind.example", "Ines Caro, implementation lead and administrator"),
)


def demo_hints() -> None:
    """Print a link that signs in each of three demo people, once."""
    click.echo("\nThe demo world is ready. Sign in as (each link works once):")
    for email, who in WHO:
        person = person_by_email(email)
        if person is not None:
            with write():
                link = operator_link(person)
            click.echo(f"  {who}\n    {link}")
    click.echo("  Or with a code: type the address, then read the mail on /outbox.\n")
