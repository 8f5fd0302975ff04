"""Taking files in by a form."""

from typing import Any

from flask import flash, jsonify
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.features.identity.sessions import actor
from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.present import answer, file_url, folder_url
from portal.features.library.queries import file_or_404, folder_or_none
from portal.features.library.services import add_version, latest_of
from portal.features.library.uploads import Received, add_files, taking_in
from portal.features.library.views import pages
from portal.features.workspaces.queries import audience_for
from portal.features.workspaces.rules import in_workspace, this_workspace
from portal.kernel.access import Audience, Permission, rule
from portal.kernel.web import Refused, see_other, unguarded, wants_json


@pages.post("")
@unguarded  # `taking_in` checks the token before it keeps a byte; the hook would read the whole upload to find it
@rule(in_workspace(Permission.UPLOAD))
def upload(workspace_id: str) -> Any:
    """Take in new files."""
    with taking_in(workspace_id) as received:
        files = add_files(*_goal(received), received.contents)
    return _uploaded([(file, latest_of(file)) for file in files], folder_url(this_workspace(), files[0].folder))


@pages.post("/<file_id>/versions")
@unguarded  # as above
@rule(in_workspace(Permission.UPLOAD))
def upload_version(workspace_id: str, file_id: str) -> Any:
    """Take in a newer version of a file."""
    file_or_404(this_workspace(), actor(), file_id)
    with taking_in(workspace_id) as received:
        found = file_or_404(this_workspace(), actor(), file_id)
        version = add_version(by=actor(), file=found, content=received.contents[0], note=received.get("note"))
    return _uploaded([(found, version)], file_url(found))


def _goal(received: Received) -> tuple[Audience, Folder | None]:
    workspace, who = this_workspace(), actor()
    place = folder_or_none(workspace, who, received.get("folder"))
    chosen = received.get("audience")
    if not chosen and place is None:
        raise Refused(_("Choose who may see it."), field="audience")
    return audience_for(workspace, who, chosen) if chosen or place is None else place.audience, place


def _uploaded(pairs: list[tuple[File, FileVersion]], back: str) -> Any:
    if wants_json():
        return jsonify(answer(pairs)), 201
    flash(ngettext("%(num)s file is in the library.", "%(num)s files are in the library.", len(pairs)))
    return see_other(back)
