"""Joining: the page an invitation opens, the code, and in; or why not, and the one next step."""

from typing import Any

from flask import Blueprint, current_app, flash, g, render_template, session, url_for
from flask_babel import gettext as _

from portal.features.identity import proofs, signing_in
from portal.features.identity.forms import CodeForm, said
from portal.features.identity.models import Person, Purpose
from portal.features.identity.sessions import remember
from portal.features.workspaces import invitations
from portal.features.workspaces.audiences import everyone
from portal.features.workspaces.forms import JoinForm
from portal.features.workspaces.models import Invitation
from portal.features.workspaces.queries import readers_by_company
from portal.kernel.access import NotFound, anyone, rule
from portal.kernel.db import db, write
from portal.kernel.web import limiter, see_other

pages = Blueprint("join", __name__, url_prefix="/join")
HELD = "join_token"


def code_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_CODE"])


@pages.get("/<token>")
@rule(anyone)  # opened from the invitation; tells nothing that the mail did not
def show(token: str) -> Any:
    """Who invites, to what, and what is recorded. Opening it changes nothing: mail scanners open it too."""
    invitation = invitations.by_token(token)
    if invitation is None or invitations.gone(invitation):
        return _gone(invitation, token)
    name = g.person.name if _is_for_me(invitation) else invitation.name  # a link alone tells of no account
    return _page(invitation, JoinForm(name=name), token)


@pages.post("/<token>")
@rule(anyone)  # the button of that page
@limiter.limit(code_rate)
def begin(token: str) -> Any:
    """Mail a code to the invited address; whoever is signed in with it joins at once."""
    form, invitation = JoinForm(), invitations.by_token(token)
    if invitation is None or invitations.gone(invitation):
        return _gone(invitation, token)
    if _is_for_me(invitation):
        return _join_signed_in(token)
    if not form.validate_on_submit():
        return _page(invitation, form, token), 422
    with write():
        invitations.mark_opened(invitation)
        detail = {"invitation": invitation.id, "name": said(form.name)}
        proof = proofs.ask(invitation.email, purpose=Purpose.JOIN, detail=detail)
    session[HELD] = token
    return see_other(url_for("join.code", proof_id=proof.public_id))


@pages.post("/<token>/ask")
@rule(anyone)  # the button of the page that says why not
@limiter.limit(code_rate)
def ask_again(token: str) -> Any:
    """Ask whoever sent it for a new one."""
    with write():
        invitation = invitations.by_token(token)
        if invitation is None:
            raise NotFound
        invitations.wish_again(invitation)
    return see_other(url_for("join.show", token=token))


@pages.get("/code/<proof_id>")
@rule(anyone)  # the second step of joining
def code(proof_id: str) -> Any:
    """Ask for the six digits."""
    return render_template("workspaces/join_code.html", form=CodeForm(), proof_id=proof_id, token=session.get(HELD, ""))


@pages.post("/code/<proof_id>")
@rule(anyone)  # the second step of joining
@limiter.limit(code_rate)
def finish(proof_id: str) -> Any:
    """Join with the six digits, and be signed in."""
    form, token, address = CodeForm(), "", ""
    with write():
        proof = proofs.try_code(proof_id, said(form.code))
        if proof is not None and proof.purpose == Purpose.JOIN:
            token, address = _join(proof.detail)
    if not token:
        form.code.errors = [proofs.refuse_code().message]
        shown = {"proof_id": proof_id, "token": session.get(HELD, "")}
        return render_template("workspaces/join_code.html", form=form, **shown), 422
    remember(token)
    return see_other(address)


def _join(detail: dict[str, Any]) -> tuple[str, str]:
    invitation = db.session.get(Invitation, detail["invitation"])
    if invitation is None or invitations.gone(invitation):
        return "", ""
    member = invitations.accept(invitation=invitation, name=detail["name"])
    token = signing_in.sign_in_person(member.person, by="invitation")
    return token, _inside(invitation)


def _join_signed_in(token: str) -> Any:
    with write():
        invitation = invitations.by_token(token)
        if invitation is None or invitations.gone(invitation):
            raise NotFound
        invitations.accept(invitation=invitation, name=g.person.name)
    flash(_("You are in."))
    return see_other(_inside(invitation))


def _inside(invitation: Invitation) -> str:
    return url_for("overview.show", workspace_id=invitation.workspace.public_id)


def _is_for_me(invitation: Invitation) -> bool:
    """Whether the address has been proved already by the one who is signed in."""
    me: Person | None = g.get("person")
    mine = me.addresses if me is not None else []
    return any(each.verified_at is not None and each.email_key == invitation.email_key for each in mine)


def _page(invitation: Invitation, form: JoinForm, token: str) -> str:
    readers = readers_by_company(everyone(invitation.workspace))
    shown = {"invitation": invitation, "form": form, "token": token, "readers": readers}
    return render_template("workspaces/join.html", mine=_is_for_me(invitation), **shown)


def _gone(invitation: Invitation | None, token: str) -> Any:
    why = invitations.gone(invitation)
    return render_template("workspaces/join_gone.html", invitation=invitation, why=why, token=token), 410
