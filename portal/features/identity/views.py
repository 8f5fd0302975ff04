"""Signing in and out."""

import re
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from portal.features.identity import proofs, signing_in
from portal.features.identity.forms import CodeForm, EmailForm, PasswordForm, said
from portal.features.identity.models import Person, Purpose
from portal.features.identity.passwords import password_fits
from portal.features.identity.queries import email_key, person_by_email
from portal.features.identity.sessions import actor, remember
from portal.kernel.access import NotFound, anyone, rule, signed_in
from portal.kernel.db import db, write
from portal.kernel.web import limiter, see_other

pages = Blueprint("identity", __name__)
NEXT = "next"
OWN = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")  # no second slash, in either direction; nothing browsers drop


def sign_in_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_SIGN_IN"])


def code_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_CODE"])


def typed_address() -> str:
    """What attempts on one account are counted by, wherever they come from, known or not."""
    return f"address:{email_key(request.form.get('email', ''))[:254]}"


@pages.get("/sign-in")
@rule(anyone)  # whoever is not in yet must be able to ask
def sign_in() -> Any:
    """Ask for an address."""
    back = own_path(request.args.get(NEXT))
    if actor().known:
        return redirect(back or "/")
    return render_template("identity/sign_in.html", form=EmailForm(), back=back)


@pages.post("/sign-in")
@rule(anyone)  # whoever is not in yet must be able to ask
@limiter.limit(sign_in_rate)
@limiter.limit(sign_in_rate, key_func=typed_address)
def ask_code() -> Any:
    """Mail a code; the answer is alike for every address."""
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("identity/sign_in.html", form=form, back=own_path(request.form.get(NEXT))), 422
    with write():
        back = own_path(request.form.get(NEXT))
        proof = proofs.ask(said(form.email), purpose=Purpose.SIGN_IN, detail={NEXT: back})
    session["proof_email"] = form.email.data
    return see_other(url_for("identity.code", proof_id=proof.public_id))


@pages.get("/sign-in/code/<proof_id>")
@rule(anyone)  # the second step of signing in
def code(proof_id: str) -> Any:
    """Ask for the six digits."""
    return render_template(
        "identity/code.html", form=CodeForm(), proof_id=proof_id, email=session.get("proof_email", "")
    )


@pages.post("/sign-in/code/<proof_id>")
@rule(anyone)  # the second step of signing in
@limiter.limit(code_rate)
def enter_code(proof_id: str) -> Any:
    """Sign in with the six digits."""
    form = CodeForm()
    token = ""
    with write():
        proof = proofs.try_code(proof_id, form.code.data or "")
        if proof is not None and proof.purpose == Purpose.SIGN_IN and proof.person_id is not None:
            token = signing_in.sign_in_person(db.session.get_one(Person, proof.person_id), by="code")
    if proof is None or not token:
        form.code.errors = [proofs.refuse_code().message]
        shown = {"proof_id": proof_id, "email": session.get("proof_email", "")}
        return render_template("identity/code.html", form=form, **shown), 422
    remember(token)
    return see_other(proof.detail.get(NEXT) or "/")


@pages.get("/sign-in/link/<token>")
@rule(anyone)  # opened from a mail; shows a button and uses nothing up
def link(token: str) -> Any:
    """Show the button that signs in, and as whom: a mail scanner that opens the link changes nothing."""
    proof = proofs.open_link(token, purpose=Purpose.SIGN_IN)
    if proof is None or proof.person_id is None:
        return render_template("identity/link_gone.html"), 410
    person = db.session.get_one(Person, proof.person_id)
    return render_template("identity/link.html", token=token, person=person)


@pages.post("/sign-in/link/<token>")
@rule(anyone)  # the button of the page above
@limiter.limit(code_rate)
def use_link(token: str) -> Any:
    """Sign in with a mailed link."""
    opened = ""
    with write():
        proof = proofs.use_link(token, purpose=Purpose.SIGN_IN)
        if proof is not None and proof.person_id is not None:
            opened = signing_in.sign_in_person(db.session.get_one(Person, proof.person_id), by="link")
    if proof is None or not opened:
        return render_template("identity/link_gone.html"), 410
    remember(opened)
    return see_other(proof.detail.get(NEXT) or "/")


@pages.get("/sign-in/password")
@rule(anyone)  # for those who set one
def password() -> Any:
    """Ask for address and password."""
    return render_template("identity/password.html", form=PasswordForm(), back=own_path(request.args.get(NEXT)))


@pages.post("/sign-in/password")
@rule(anyone)  # for those who set one
@limiter.limit(sign_in_rate)
@limiter.limit(sign_in_rate, key_func=typed_address)
def enter_password() -> Any:
    """Sign in with a password; the refusal is alike for unknown addresses and wrong passwords."""
    form, back = PasswordForm(), own_path(request.form.get(NEXT))
    person = person_by_email(form.email.data or "") if form.validate_on_submit() else None
    fits = password_fits(person.password_hash if person else None, form.password.data or "")
    if not fits or person is None or not person.is_active:
        form.password.errors = [_("Address and password do not fit together. A code by mail always works.")]
        return render_template("identity/password.html", form=form, back=back), 422
    with write():
        token = signing_in.sign_in_person(person, by="password")
    remember(token)
    return see_other(back or "/")


@pages.post("/sign-out")
@rule(signed_in)
def sign_out() -> Any:
    """End this session, or all of them."""
    only = None if request.form.get("everywhere") else g.session_row.public_id
    with write():
        signing_in.sign_out(g.person, only=only)
    session.clear()
    flash(_("You are signed out."))
    answer = see_other(url_for("identity.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.post("/profile/sessions/<session_id>/end")
@rule(signed_in)
def end_session(session_id: str) -> Any:
    """End one of one's own sessions."""
    with write():
        if not signing_in.sign_out(g.person, only=session_id):
            raise NotFound
    return see_other(url_for("identity.profile"))


def own_path(address: str | None) -> str:
    """An address to go back to, only if it is a path of this portal as every browser reads it; else nothing."""
    return address if address and OWN.fullmatch(address) else ""
