"""One's own page: name, addresses, sessions, password."""

from typing import Any

from flask import flash, g, render_template, request, session, url_for
from flask_babel import gettext as _

from portal.features.identity import people, proofs, signing_in
from portal.features.identity.forms import CodeForm, EmailForm, NewPasswordForm, ProfileForm, said
from portal.features.identity.models import Purpose
from portal.features.identity.passwords import hash_password
from portal.features.identity.queries import primary_email
from portal.features.identity.views import code_rate, pages
from portal.kernel.access import rule, signed_in
from portal.kernel.db import write
from portal.kernel.web import limiter, see_other

HERE = (Purpose.FRESH, Purpose.ADD_ADDRESS)  # what a code can be for on these pages


@pages.get("/profile")
@rule(signed_in)
def profile() -> Any:
    """Show it."""
    return _page(ProfileForm(obj=g.person))


@pages.post("/profile")
@rule(signed_in)
def save_profile() -> Any:
    """Change name, title, time zone and colours."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(form), 422
    with write():
        people.change_profile(
            g.person,
            name=form.name.data,
            title=form.title.data,
            time_zone=form.time_zone.data,
            theme=form.theme.data or None,
        )
    flash(_("Saved."))
    return see_other(url_for("identity.profile"))


@pages.post("/profile/fresh")
@rule(signed_in)
@limiter.limit(code_rate)
def ask_fresh() -> Any:
    """Mail a code to prove that it is still the same person at the keyboard."""
    with write():
        proof = proofs.ask(primary_email(g.person), purpose=Purpose.FRESH, person=g.person)
    return see_other(url_for("identity.fresh", proof_id=proof.public_id))


@pages.get("/profile/fresh/<proof_id>")
@rule(signed_in)
def fresh(proof_id: str) -> Any:
    """Ask for that code."""
    return render_template("identity/fresh.html", form=CodeForm(), proof_id=proof_id, action="identity.enter_fresh")


@pages.post("/profile/fresh/<proof_id>")
@rule(signed_in)
@limiter.limit(code_rate)
def enter_fresh(proof_id: str) -> Any:
    """Make the session fresh, or add the address the code was mailed to."""
    form = CodeForm()
    with write():
        proof = proofs.try_code(proof_id, form.code.data or "")
        fits = proof is not None and proof.purpose in HERE and proof.person_id in (g.person.id, None)
        if proof is not None and fits and proof.purpose == Purpose.FRESH:
            signing_in.make_fresh(g.session_row)
        elif proof is not None and fits:
            people.add_address(g.person, proof.detail["email"])
    if not fits:
        form.code.errors = [proofs.refuse_code().message]
        shown = {"proof_id": proof_id, "action": "identity.enter_fresh"}
        return render_template("identity/fresh.html", form=form, **shown), 422
    return see_other(url_for("identity.profile"))


@pages.post("/profile/password")
@rule(signed_in)
def set_password() -> Any:
    """Set a password; asks for a fresh code first, and ends all other sessions."""
    form = NewPasswordForm()
    if not signing_in.is_fresh():
        return see_other(url_for("identity.profile", fresh=1))
    if not form.validate_on_submit():
        return _page(ProfileForm(obj=g.person), password=form), 422
    hashed = hash_password(said(form.password))
    with write():
        people.set_password(g.person, hashed)
        signing_in.sign_out(g.person, but=g.session_row.public_id)
    flash(_("Your password is set. Other sessions were ended."))
    return see_other(url_for("identity.profile"))


@pages.post("/profile/addresses")
@rule(signed_in)
@limiter.limit(code_rate)
def add_address() -> Any:
    """Mail a code to a new address; the old one is told."""
    form = EmailForm()
    if not signing_in.is_fresh():
        return see_other(url_for("identity.profile", fresh=1))
    if not form.validate_on_submit():
        return _page(ProfileForm(obj=g.person), address=form), 422
    with write():
        proof = proofs.ask(said(form.email), purpose=Purpose.ADD_ADDRESS, detail={"email": said(form.email)})
        proofs.tell_of_new_address(g.person, said(form.email))
    session["proof_email"] = said(form.email)
    return see_other(url_for("identity.fresh", proof_id=proof.public_id))


@pages.post("/profile/addresses/<int:address_id>/remove")
@rule(signed_in)
def remove_address(address_id: int) -> Any:
    """Take one of one's own addresses away."""
    if not signing_in.is_fresh():
        return see_other(url_for("identity.profile", fresh=1))
    with write():
        people.remove_address(g.person, address_id)
    return see_other(url_for("identity.profile"))


def _page(form: ProfileForm, *, address: EmailForm | None = None, password: NewPasswordForm | None = None) -> str:
    return render_template(
        "identity/profile.html",
        form=form,
        address_form=address or EmailForm(formdata=None),
        password_form=password or NewPasswordForm(formdata=None),
        sessions=signing_in.sessions_of(g.person),
        fresh=signing_in.is_fresh(),
        ask_fresh=request.args.get("fresh"),
    )
