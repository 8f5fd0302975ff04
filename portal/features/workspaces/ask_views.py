"""Asking to be let in: the same page whatever the address names, so that nobody learns what is there."""

from typing import Any

from flask import Blueprint, g, render_template, url_for

from portal.features.identity import proofs, signing_in
from portal.features.identity.forms import CodeForm, said
from portal.features.identity.models import Person, Purpose
from portal.features.identity.people import add_person
from portal.features.identity.queries import person_by_email
from portal.features.identity.sessions import remember
from portal.features.identity.views import typed_address
from portal.features.workspaces import admission
from portal.features.workspaces.forms import AskForm
from portal.features.workspaces.join_views import code_rate
from portal.kernel.access import anyone, rule, signed_in
from portal.kernel.db import write
from portal.kernel.web import limiter, see_other

pages = Blueprint("asking", __name__, url_prefix="/ask")


@pages.get("/<place>")
@rule(anyone)  # alike for every address
def show(place: str) -> Any:
    """Ask for name and work mail."""
    me = g.get("person")
    return render_template("workspaces/ask.html", form=AskForm(name=me.name if me else ""), place=place)


@pages.post("/<place>")
@rule(anyone)  # alike for every address
@limiter.limit(code_rate)
@limiter.limit(code_rate, key_func=typed_address)
def send(place: str) -> Any:
    """Mail a code, if people of this address may ask there; the answer is alike either way."""
    form = AskForm()
    if not form.validate_on_submit():
        return render_template("workspaces/ask.html", form=form, place=place), 422
    email = said(form.email)
    with write():
        detail = {"place": place, "email": email, "name": said(form.name)}
        asked = Purpose.ASK_IN if admission.rule_for(place, email) else Purpose.NOTHING
        proof = proofs.ask(email, purpose=asked, detail=detail)
    return see_other(url_for("asking.code", proof_id=proof.public_id))


@pages.get("/code/<proof_id>")
@rule(anyone)  # the second step
def code(proof_id: str) -> Any:
    """Ask for the six digits."""
    return render_template("workspaces/ask_code.html", form=CodeForm(), proof_id=proof_id)


@pages.post("/code/<proof_id>")
@rule(anyone)  # the second step
@limiter.limit(code_rate)
def finish(proof_id: str) -> Any:
    """Be somebody here, signed in, whose wish waits for an answer."""
    form, token = CodeForm(), ""
    with write():
        proof = proofs.try_code(proof_id, said(form.code))
        if proof is not None and proof.purpose == Purpose.ASK_IN:
            token = _ask(**proof.detail)
    if not token:
        form.code.errors = [proofs.refuse_code().message]
        return render_template("workspaces/ask_code.html", form=form, proof_id=proof_id), 422
    remember(token)
    return see_other(url_for("asking.asked"))


@pages.get("/waiting")
@rule(signed_in)
def asked() -> Any:
    """Say what happens now."""
    return render_template("workspaces/ask_waiting.html")


def _ask(*, place: str, email: str, name: str) -> str:
    found, person = admission.rule_for(place, email), person_by_email(email)
    if found is None or (person is not None and not person.is_active):
        return ""
    someone: Person = person or add_person(name=name, email=email)
    admission.ask_to_join(person=someone, workspace=found[0], rule=found[1], email=email)
    return signing_in.sign_in_person(someone, by="code")
