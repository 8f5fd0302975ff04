"""The first start of an empty portal: a one-time link makes the first administrator."""

import secrets
from datetime import timedelta
from typing import Any

from flask import current_app, render_template
from sqlalchemy import select

from portal.features.identity import people, proofs, signing_in
from portal.features.identity.forms import SetUpForm, said
from portal.features.identity.models import Proof, Purpose
from portal.features.identity.queries import house
from portal.features.identity.sessions import remember
from portal.features.identity.views import pages
from portal.kernel.access import HouseRole, NotFound, anyone, rule
from portal.kernel.db import db, now, write
from portal.kernel.web import see_other


def set_up_link() -> str:
    """Make the link that names the first administrator; older ones stop working. Runs inside `write()`."""
    token = secrets.token_urlsafe(32)
    for old in db.session.scalars(select(Proof).where(Proof.purpose == Purpose.SET_UP)):
        old.used_at = old.used_at or now()
    proof = Proof(
        purpose=Purpose.SET_UP,
        email_key="",
        code_hash=proofs.hashed(secrets.token_urlsafe(32)),
        link_hash=proofs.hashed(token),
        expires_at=now() + timedelta(days=365),
    )
    db.session.add(proof)
    return f"{current_app.config['PUBLIC_URL']}/set-up/{token}"


@pages.get("/set-up/<token>")
@rule(anyone)  # nobody exists yet; the token was printed to the operator's console
def set_up(token: str) -> Any:
    """Ask for the house and its first administrator."""
    _checked(token)
    return render_template("identity/set_up.html", form=SetUpForm(), token=token)


@pages.post("/set-up/<token>")
@rule(anyone)  # as above
def finish_set_up(token: str) -> Any:
    """Make them, and sign the administrator in."""
    _checked(token)
    form = SetUpForm()
    if not form.validate_on_submit():
        return render_template("identity/set_up.html", form=form, token=token), 422
    with write():
        if proofs.use_link(token, purpose=Purpose.SET_UP) is None:
            raise NotFound
        people.add_house(said(form.house))
        person = people.add_person(name=said(form.name), email=said(form.email), house_role=HouseRole.ADMINISTRATOR)
        opened = signing_in.sign_in_person(person, by="set-up")
    remember(opened)
    return see_other("/")


def _checked(token: str) -> None:
    if proofs.open_link(token, purpose=Purpose.SET_UP) is None or house() is not None:
        raise NotFound
