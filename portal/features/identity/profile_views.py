"""One's own page: name, looks, sessions, password; and proving that it is still oneself."""

from typing import Any

from flask import flash, g, render_template, request, session, url_for
from flask_babel import gettext as _

from portal.features.identity import addresses, people, proofs, signing_in
from portal.features.identity.forms import ZONES, CodeForm, EmailForm, NewPasswordForm, ProfileForm, said
from portal.features.identity.models import Proof, Purpose
from portal.features.identity.passwords import hash_password
from portal.features.identity.queries import person_by_email, primary_email
from portal.features.identity.views import NEXT, code_rate, own_path, pages
from portal.kernel.access import rule, signed_in
from portal.kernel.db import write
from portal.kernel.web import limiter, see_other

HERE = (Purpose.FRESH, Purpose.ADD_ADDRESS)  # what a code can be for on these pages


@pages.get("/profile")
@rule(signed_in)
def profile() -> Any:
    """Show it."""
    return profile_page()


@pages.post("/profile")
@rule(signed_in)
def save_profile() -> Any:
    """Change name, title, time zone, colours and shortcuts."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return profile_page(form), 422
    settings = {**g.person.settings, "keys_off": not form.letters.data}
    zone, theme = said(form.time_zone) or None, said(form.theme) or None
    with write():
        people.change_profile(
            g.person, name=said(form.name), title=said(form.title), time_zone=zone, theme=theme, settings=settings
        )
    flash(_("Saved."))
    return see_other(url_for("identity.profile"))


@pages.post("/profile/fresh")
@rule(signed_in)
@limiter.limit(code_rate)
def ask_fresh() -> Any:
    """Mail a code to prove that it is still the same person at the keyboard."""
    with write():
        detail = {NEXT: own_path(request.form.get(NEXT))}
        proof = proofs.ask(primary_email(g.person), purpose=Purpose.FRESH, person=g.person, detail=detail)
    session["proof_email"] = ""
    return see_other(url_for("identity.fresh", proof_id=proof.public_id))


@pages.get("/profile/fresh/<proof_id>")
@rule(signed_in)
def fresh(proof_id: str) -> Any:
    """Ask for that code."""
    return _code_page(CodeForm(), proof_id)


@pages.post("/profile/fresh/<proof_id>")
@rule(signed_in)
@limiter.limit(code_rate)
def enter_fresh(proof_id: str) -> Any:
    """Make the session fresh, or add the address the code was mailed to."""
    form = CodeForm()
    with write():
        proof = proofs.try_code(proof_id, said(form.code))
        fits = proof is not None and proof.purpose in HERE and proof.person_id == g.person.id
        place = _proved(proof) if proof is not None and fits else ""
    if not fits:
        form.code.errors = [proofs.refuse_code().message]
        return _code_page(form, proof_id), 422
    return see_other(place)


@pages.post("/profile/password")
@rule(signed_in)
@limiter.limit(code_rate)
def set_password() -> Any:
    """Set a password; asks for a fresh code first, and ends all other sessions."""
    form = NewPasswordForm()
    if not signing_in.is_fresh():
        return prove_first()
    if not form.validate_on_submit():
        return profile_page(password=form), 422
    hashed = hash_password(said(form.password))
    with write():
        people.set_password(g.person, hashed)
        signing_in.sign_out(g.person, but=g.session_row.public_id)
    flash(_("Your password is set. Other sessions were ended."))
    return see_other(url_for("identity.profile"))


def prove_first(back: str = "") -> Any:
    """Send to where a fresh code is asked for; from there back to where the change was begun."""
    return see_other(url_for("identity.profile", fresh=1, next=back or None))


def profile_page(
    form: ProfileForm | None = None,
    *,
    address: EmailForm | None = None,
    password: NewPasswordForm | None = None,
    photo_error: str = "",
) -> str:
    """The page, with a form that was refused and what was typed into it."""
    if form is None:
        form = ProfileForm(formdata=None, obj=g.person, letters=not g.person.settings.get("keys_off"))
    return render_template(
        "identity/profile.html",
        form=form,
        zones=sorted(ZONES),
        address_form=address or EmailForm(formdata=None),
        password_form=password or NewPasswordForm(formdata=None),
        sessions=signing_in.sessions_of(g.person),
        photo_error=photo_error,
        fresh=signing_in.is_fresh(),
        ask_fresh=request.args.get("fresh"),
        back=own_path(request.args.get(NEXT)),
    )


def _proved(proof: Proof) -> str:
    """Do what a code was for; gives where to go then."""
    if proof.purpose == Purpose.FRESH:
        signing_in.make_fresh(g.session_row)
        return str(proof.detail.get(NEXT) or url_for("identity.profile"))
    owner = person_by_email(proof.detail["email"])
    if owner is not None and owner.id != g.person.id:
        return url_for("identity.ask_merge", proof_id=proof.public_id)
    addresses.add_address(g.person, proof.detail["email"])
    return url_for("identity.profile")


def _code_page(form: CodeForm, proof_id: str) -> str:
    email = session.get("proof_email", "")
    return render_template("identity/fresh.html", form=form, proof_id=proof_id, email=email)
