"""Joining: the page an invitation opens, the code, and in."""

from typing import Any

from flask import Blueprint, current_app, render_template, session, url_for

from portal.features.identity import proofs, signing_in
from portal.features.identity.forms import CodeForm, said
from portal.features.identity.models import Purpose
from portal.features.identity.queries import person_by_email
from portal.features.identity.sessions import remember
from portal.features.workspaces import invitations
from portal.features.workspaces.audiences import everyone
from portal.features.workspaces.forms import JoinForm
from portal.features.workspaces.models import Invitation
from portal.features.workspaces.queries import readers_by_company
from portal.kernel.access import anyone, rule
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
    if invitation is None:
        return _gone()
    known = person_by_email(invitation.email)
    form = JoinForm(name=known.name if known else invitation.name)
    return _page(invitation, form, token)


@pages.post("/<token>")
@rule(anyone)  # the button of that page
@limiter.limit(code_rate)
def begin(token: str) -> Any:
    """Mail a code to the invited address."""
    form = JoinForm()
    with write():
        invitation = invitations.by_token(token)
        if invitation is None:
            return _gone()
        if not form.validate_on_submit():
            return _page(invitation, form, token), 422
        invitations.mark_opened(invitation)
        detail = {"invitation": invitation.id, "name": said(form.name)}
        proof = proofs.ask(invitation.email, purpose=Purpose.JOIN, detail=detail)
    session[HELD] = token
    return see_other(url_for("join.code", proof_id=proof.public_id))


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
        proof = proofs.try_code(proof_id, form.code.data or "")
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
    if invitation is None or invitation.state not in invitations.OPEN:
        return "", ""
    member = invitations.accept(invitation=invitation, name=detail["name"])
    token = signing_in.sign_in_person(member.person, by="invitation")
    return token, url_for("overview.show", workspace_id=invitation.workspace.public_id)


def _page(invitation: Invitation, form: JoinForm, token: str) -> str:
    readers = readers_by_company(everyone(invitation.workspace))
    return render_template("workspaces/join.html", invitation=invitation, form=form, token=token, readers=readers)


def _gone() -> Any:
    return render_template("workspaces/join_gone.html"), 410
