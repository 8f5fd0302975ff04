"""One's own addresses, and joining two accounts. Each change needs a fresh code."""

from typing import Any

from flask import flash, g, render_template, session, url_for
from flask_babel import gettext as _

from portal.features.identity import addresses, merging, proofs, signing_in
from portal.features.identity.forms import EmailForm, said
from portal.features.identity.models import Person, Purpose
from portal.features.identity.profile_views import profile_page, prove_first
from portal.features.identity.queries import person_by_email
from portal.features.identity.views import code_rate, pages
from portal.kernel.access import NotFound, rule, signed_in
from portal.kernel.db import write
from portal.kernel.web import Refused, limiter, see_other


@pages.post("/profile/addresses")
@rule(signed_in)
@limiter.limit(code_rate)
def add_address() -> Any:
    """Mail a code to a new address; both are told when it fits."""
    form = EmailForm()
    if not signing_in.is_fresh():
        return prove_first()
    if not form.validate_on_submit():
        return profile_page(address=form), 422
    if len(g.person.addresses) >= addresses.MOST:
        form.email.errors = [_("You have %(n)s addresses. Remove one first.", n=addresses.MOST)]
        return profile_page(address=form), 422
    with write():
        detail = {"email": said(form.email)}
        proof = proofs.ask(said(form.email), purpose=Purpose.ADD_ADDRESS, person=g.person, detail=detail)
    session["proof_email"] = said(form.email)
    return see_other(url_for("identity.fresh", proof_id=proof.public_id))


@pages.post("/profile/addresses/<int:address_id>/<deed>")
@rule(signed_in)
def change_address(address_id: int, deed: str) -> Any:
    """Let mail go to one of one's own addresses, or take it away."""
    deeds = {"primary": addresses.choose_primary, "remove": addresses.remove_address}
    if deed not in deeds:
        raise NotFound
    if not signing_in.is_fresh():
        return prove_first()
    with write():
        deeds[deed](g.person, address_id)
    return see_other(url_for("identity.profile"))


@pages.get("/profile/join/<proof_id>")
@rule(signed_in)
def ask_merge(proof_id: str) -> Any:
    """Ask whether two accounts, both proved, are to become one."""
    other = _other(proof_id)
    try:
        merging.refuse_merge(kept=g.person, gone=other)
    except Refused as refusal:
        return render_template("identity/merge.html", other=other, proof_id=proof_id, refused=refusal.message), 422
    return render_template("identity/merge.html", other=other, proof_id=proof_id, refused="")


@pages.post("/profile/join/<proof_id>")
@rule(signed_in)
def merge(proof_id: str) -> Any:
    """Join the other account to this one, tell every address, and end all other sessions."""
    with write():
        other = _other(proof_id)
        former = [each.email for each in other.addresses if each.verified_at is not None]
        merging.merge(kept=g.person, gone=other)
        signing_in.sign_out(g.person, but=g.session_row.public_id)
        for email in former:
            said_ = _("Two accounts became one: %(email)s now signs in to it. Other sessions were ended.", email=email)
            addresses.tell_addresses(g.person, _("Two accounts were joined"), said_, also=email)
    flash(_("The two accounts are one now."))
    return see_other(url_for("identity.profile"))


def _other(proof_id: str) -> Person:
    """The other account behind an address that was proved here a moment ago; NotFound without that proof."""
    proof = proofs.lately_used(proof_id, purpose=Purpose.ADD_ADDRESS, by=g.person)
    other = person_by_email(proof.detail["email"]) if proof is not None else None
    if other is None or other.id == g.person.id or not signing_in.is_fresh():
        raise NotFound
    return other
