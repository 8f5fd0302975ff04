"""Opening a workspace, its settings and its look."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.forms import said
from portal.features.identity.sessions import actor
from portal.features.workspaces import invitations, services
from portal.features.workspaces.admission import domains_of
from portal.features.workspaces.forms import DomainForm, SettingsForm, WorkspaceForm
from portal.features.workspaces.inviting import invite_colleagues
from portal.features.workspaces.models import Member, Workspace, WorkspaceKind
from portal.features.workspaces.opening import opened_by_hand
from portal.features.workspaces.pasting import Pasted, read_pasted
from portal.features.workspaces.queries import owner_of
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Forbidden, NotFound, Permission, Role, rule, signed_in
from portal.kernel.db import db, write
from portal.kernel.web import Refused, limiter, see_other

pages = Blueprint("workspaces", __name__)


def invite_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_INVITE"])


@pages.get("/workspaces/new")
@rule(signed_in)
def new() -> Any:
    """Ask what the workspace is for."""
    _may_open()
    return render_template("workspaces/new.html", form=WorkspaceForm())


@pages.post("/workspaces/new")
@rule(signed_in)
@limiter.limit(invite_rate)
def create() -> Any:
    """Open it, and invite whoever was named."""
    _may_open()
    form = WorkspaceForm()
    if not form.validate_on_submit():
        return render_template("workspaces/new.html", form=form), 422
    try:
        workspace = _create(form)
    except Refused as refusal:
        getattr(form, refusal.field or "name").errors = [refusal.message]
        return render_template("workspaces/new.html", form=form), 422
    return see_other(url_for("overview.show", workspace_id=workspace.public_id))


@pages.get("/w/<workspace_id>/settings")
@rule(in_workspace(Permission.ARCHIVE))
def settings(workspace_id: str) -> Any:
    """Show them."""
    return settings_page()


@pages.post("/w/<workspace_id>/settings")
@rule(in_workspace(Permission.MANAGE_WORKSPACE))
def save_settings(workspace_id: str) -> Any:
    """Change name, colour, purpose and language."""
    form = SettingsForm(obj=this_workspace())  # what is not said stays
    if not form.validate_on_submit():
        return settings_page(form), 422
    with write():
        services.change_workspace(
            by=this_member(),
            name=said(form.name),
            brand=said(form.brand),
            purpose=said(form.purpose),
            language=said(form.language),
        )
    flash(_("Saved."))
    return see_other(url_for("workspaces.settings", workspace_id=workspace_id))


@pages.post("/w/<workspace_id>/archive")
@rule(in_workspace(Permission.ARCHIVE))
def archive(workspace_id: str) -> Any:
    """Make it read-only, or let people write again."""
    with write():
        (services.reopen if this_workspace().archived_at else services.archive)(by=this_member())
    return see_other(url_for("workspaces.settings", workspace_id=workspace_id))


@pages.get("/w/<workspace_id>/brand-<colour>.css")
@rule(in_workspace())
def brand(workspace_id: str, colour: str) -> Response:
    """The style sheet that sets the workspace's colour: a file of its own, so that the content policy can be strict."""
    if len(colour) != 6 or not all(sign in "0123456789abcdef" for sign in colour):
        raise NotFound
    answer = make_response(f":root{{--brand:#{colour}}}", {"Content-Type": "text/css; charset=utf-8"})
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@pages.post("/w/<workspace_id>/view-as")
@rule(in_workspace(Permission.VIEW_AS_CUSTOMER))
def take_lens(workspace_id: str) -> Any:
    """Look at the workspace as one of the customer's people does."""
    member = member_here(request.form.get("member", ""))
    if Role(member.role).for_staff:
        raise Forbidden
    answer = see_other(url_for("overview.show", workspace_id=workspace_id))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    place = f"/w/{workspace_id}"
    answer.set_cookie("lens", member.public_id, path=place, httponly=True, samesite="Lax", secure=secure)
    return answer


@pages.post("/w/<workspace_id>/view-as/end")
@rule(in_workspace())
def leave_lens(workspace_id: str) -> Any:
    """Look with one's own eyes again."""
    answer = see_other(url_for("people.show", workspace_id=workspace_id))
    answer.delete_cookie("lens", path=f"/w/{workspace_id}")
    return answer


def member_here(public_id: str) -> Member:
    """An active member of the workspace of the address; NotFound for anybody else."""
    query = select(Member).where(Member.public_id == public_id, Member.workspace_id == this_workspace().id)
    found = db.session.scalars(query).first()
    if found is None or not found.active:
        raise NotFound
    return found


def _may_open() -> None:
    if not actor().may(Permission.OPEN_WORKSPACE):
        raise Forbidden


def _create(form: WorkspaceForm) -> Workspace:
    """The workspace, and the invitations that go with it: nothing is written before every address is looked at."""
    addresses = read_pasted(said(form.emails))
    if addresses and form.kind.data == WorkspaceKind.COMMUNITY and not said(form.company).strip():
        raise Refused(_("Invite people of a community after it is open, each with their company."), field="emails")
    for each in addresses:
        _look_at(each)
    with write():
        workspace = services.open_workspace(
            by=g.person,
            name=said(form.name),
            kind=WorkspaceKind(form.kind.data),
            company=said(form.company),
            brand=said(form.brand),
            purpose=said(form.purpose),
        )
    for left in invite_colleagues(addresses, owner_of(workspace)):
        flash(f"{left.email}: {left.problem}")
    opened_by_hand(owner_of(workspace), said(form.welcome))
    return workspace


def _look_at(each: Pasted) -> None:
    try:
        invitations.refuse_address(each.email, Role.MEMBER, for_staff=True)
    except Refused as refusal:
        raise Refused(f"{each.email}: {each.problem or refusal.message}", field="emails") from refusal


def settings_page(form: SettingsForm | None = None, *, domain: DomainForm | None = None, logo_error: str = "") -> str:
    """The settings, with what was refused and what was typed."""
    workspace = this_workspace()
    return render_template(
        "workspaces/settings.html",
        form=form or SettingsForm(formdata=None, obj=workspace),
        domain_form=domain or DomainForm(formdata=None, company=workspace.company.name if workspace.company else ""),
        domains=domains_of(workspace),
        ask_url=current_app.config["PUBLIC_URL"] + url_for("asking.show", place=workspace.public_id),
        workspace=workspace,
        member=this_member(),
        logo_error=logo_error,
    )
