"""Photos of members and the logo of a workspace: for those who are in it."""

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from portal.features.identity.pictures import drawn_from
from portal.features.workspaces import services
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.features.workspaces.views import invite_rate, member_here, settings_page
from portal.kernel.access import Permission, rule
from portal.kernel.db import write
from portal.kernel.pictures import answer
from portal.kernel.web import Refused, limiter, see_other, unguarded

pages = Blueprint("pictures", __name__, url_prefix="/w/<workspace_id>")


@pages.get("/people/<member_id>/photo/<picture>")
@rule(in_workspace())
def photo(workspace_id: str, member_id: str, picture: str) -> Any:
    """The photo of somebody who is here."""
    return answer(member_here(member_id).person.photo, picture)


@pages.get("/logo/<picture>")
@rule(in_workspace())
def logo(workspace_id: str, picture: str) -> Any:
    """The sign of the workspace."""
    return answer(this_workspace().logo, picture)


@pages.post("/logo")
@unguarded  # `drawn_from` checks the token: a picture is larger than the forms the hook reads
@rule(in_workspace(Permission.MANAGE_WORKSPACE))
@limiter.limit(invite_rate)
def save_logo(workspace_id: str) -> Any:
    """Take a logo in."""
    try:
        drawn = drawn_from("logo", square=False)
    except Refused as refusal:
        return settings_page(logo_error=refusal.message), 422
    with write():
        services.set_logo(by=this_member(), drawn=drawn)
    flash(_("Saved."))
    return see_other(url_for("workspaces.settings", workspace_id=workspace_id))


@pages.post("/logo/remove")
@rule(in_workspace(Permission.MANAGE_WORKSPACE))
def remove_logo(workspace_id: str) -> Any:
    """Take it away."""
    with write():
        services.set_logo(by=this_member(), drawn=None)
    return see_other(url_for("workspaces.settings", workspace_id=workspace_id))
