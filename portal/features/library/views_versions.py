"""What is done with the versions of a file: bringing one back, and taking all of them back."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from portal.features.identity.sessions import actor
from portal.features.library.present import file_url
from portal.features.library.queries import file_or_404
from portal.features.library.versions import restore_version
from portal.features.library.views import pages
from portal.features.library.withdrawing import give_again, withdraw_file
from portal.features.workspaces.rules import in_workspace, this_workspace
from portal.kernel.access import Permission, rule
from portal.kernel.db import write
from portal.kernel.web import see_other


@pages.post("/<file_id>/versions/<int:number>/restore")
@rule(in_workspace(Permission.UPLOAD))
def bring_back(workspace_id: str, file_id: str, number: int) -> Any:
    """Make an older version the latest again."""
    with write():
        found = file_or_404(this_workspace(), actor(), file_id)
        version = restore_version(by=actor(), file=found, number=number)
    flash(_("Version %(older)s is the latest again, as version %(number)s.", older=number, number=version.number))
    return see_other(file_url(found))


@pages.post("/<file_id>/withdraw")
@rule(in_workspace(Permission.UPLOAD))
def withdraw(workspace_id: str, file_id: str) -> Any:
    """Give a file to nobody any more."""
    with write():
        found = file_or_404(this_workspace(), actor(), file_id)
        withdraw_file(by=actor(), file=found, reason=request.form.get("reason", ""))
    return see_other(file_url(found))


@pages.post("/<file_id>/give-again")
@rule(in_workspace(Permission.UPLOAD))
def give(workspace_id: str, file_id: str) -> Any:
    """Give out a file that was withdrawn."""
    with write():
        found = file_or_404(this_workspace(), actor(), file_id)
        give_again(by=actor(), file=found)
    return see_other(file_url(found))
