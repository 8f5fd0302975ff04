"""Listing domains, and letting in those who ask."""

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.forms import said
from portal.features.workspaces import admission
from portal.features.workspaces.forms import DomainForm
from portal.features.workspaces.models import DomainRule, JoinRequest
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.features.workspaces.views import settings_page
from portal.kernel.access import NotFound, Permission, rule
from portal.kernel.db import db, write
from portal.kernel.web import Refused, see_other

pages = Blueprint("admission", __name__, url_prefix="/w/<workspace_id>")


@pages.post("/domains")
@rule(in_workspace(Permission.MANAGE_WORKSPACE))
def add_domain(workspace_id: str) -> Any:
    """Let people of a domain ask."""
    form = DomainForm()
    if not form.validate_on_submit():
        return settings_page(domain=form), 422
    try:
        with write():
            admission.add_domain(by=this_member(), domain=said(form.domain), company=said(form.company))
    except Refused as refusal:
        getattr(form, refusal.field or "domain").errors = [refusal.message]
        return settings_page(domain=form), 422
    return see_other(url_for("workspaces.settings", workspace_id=workspace_id))


@pages.post("/domains/<int:domain_id>/remove")
@rule(in_workspace(Permission.MANAGE_WORKSPACE))
def remove_domain(workspace_id: str, domain_id: int) -> Any:
    """They cannot ask any more."""
    with write():
        query = select(DomainRule).where(DomainRule.id == domain_id, DomainRule.workspace_id == this_workspace().id)
        found = db.session.scalars(query).first()
        if found is None:
            raise NotFound
        admission.remove_domain(by=this_member(), rule=found)
    return see_other(url_for("workspaces.settings", workspace_id=workspace_id))


@pages.post("/requests/<request_id>/<deed>")
@rule(in_workspace(Permission.ADMIT))
def decide(workspace_id: str, request_id: str, deed: str) -> Any:
    """Admit or decline somebody who asks."""
    query = select(JoinRequest).where(
        JoinRequest.public_id == request_id, JoinRequest.workspace_id == this_workspace().id
    )
    with write():
        found = db.session.scalars(query).first()
        if found is None or deed not in ("admit", "decline"):
            raise NotFound
        admission.decide(by=this_member(), asked=found, admit=deed == "admit")
    flash(_("%(name)s is in.", name=found.person.name) if deed == "admit" else _("Declined."))
    return see_other(url_for("people.show", workspace_id=workspace_id))
