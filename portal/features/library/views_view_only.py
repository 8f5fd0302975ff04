"""View-only folders: beginning and ending it, and pictures of pages that carry who looks at them."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from portal.features.identity.sessions import actor
from portal.features.library.present import folder_url
from portal.features.library.queries import folder_or_none
from portal.features.library.view_only import set_view_only
from portal.features.library.views import pages
from portal.features.workspaces.rules import in_workspace, this_workspace
from portal.kernel.access import NotFound, Permission, rule
from portal.kernel.db import write
from portal.kernel.web import see_other


@pages.post("/folders/<folder_id>/view-only")
@rule(in_workspace(Permission.CURATE_LIBRARY))
def view_only(workspace_id: str, folder_id: str) -> Any:
    """Let guests only look at what is in a folder, or let them download again."""
    on, copies = "on" in request.form, "copies" in request.form
    with write():
        found = folder_or_none(this_workspace(), actor(), folder_id)
        if found is None:
            raise NotFound
        set_view_only(by=actor(), folder=found, on=on, copies=copies)
    flash(_("Guests see pages here with their name on them.") if on else _("Guests may download from here again."))
    return see_other(folder_url(this_workspace(), found))
