"""Pages of sign-in and profile."""

from flask import Blueprint

from portal.kernel.access import anyone, rule

pages = Blueprint("identity", __name__)


@pages.get("/sign-in")
@rule(anyone)  # whoever is not in yet must be able to ask
def sign_in() -> str:
    """Ask for an address."""
    return "sign in"
