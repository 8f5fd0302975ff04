"""Taking files in by a form."""

from typing import Any

from flask import flash, jsonify, request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.features.identity.sessions import actor
from portal.features.library.models import File, FileVersion
from portal.features.library.present import answer, file_url, folder_url
from portal.features.library.queries import file_or_404, folder_or_none
from portal.features.library.services import add_file, add_version, latest_of
from portal.features.library.store import Content, room
from portal.features.library.transfers import transfer
from portal.features.library.uploads import Received, receive
from portal.features.library.views import pages
from portal.features.workspaces.queries import audience_for
from portal.features.workspaces.rules import in_workspace, load_workspace, this_workspace
from portal.kernel.access import Permission, rule
from portal.kernel.db import write
from portal.kernel.web import Refused, see_other, unguarded, wants_json


@pages.post("")
@unguarded  # `receive` checks the token before it keeps a byte; the hook would read the whole upload to find it
@rule(in_workspace(Permission.UPLOAD))
def upload(workspace_id: str) -> Any:
    """Take in new files."""
    with transfer():
        received = receive(request, workspace_id, room(this_workspace()))
    with write():
        load_workspace(workspace_id, Permission.UPLOAD)  # it may have been a long upload
        files = [_add(received, content) for content in received.contents]
    return _uploaded([(file, latest_of(file)) for file in files], folder_url(this_workspace(), files[0].folder))


@pages.post("/<file_id>/versions")
@unguarded  # as above
@rule(in_workspace(Permission.UPLOAD))
def upload_version(workspace_id: str, file_id: str) -> Any:
    """Take in a newer version of a file."""
    file_or_404(this_workspace(), actor(), file_id)
    with transfer():
        received = receive(request, workspace_id, room(this_workspace()))
    with write():
        load_workspace(workspace_id, Permission.UPLOAD)
        found = file_or_404(this_workspace(), actor(), file_id)
        version = add_version(by=actor(), file=found, content=received.contents[0], note=received.get("note"))
    return _uploaded([(found, version)], file_url(found))


def _add(received: Received, content: Content) -> File:
    workspace, who = this_workspace(), actor()
    place = folder_or_none(workspace, who, received.get("folder"))
    chosen = received.get("audience")
    if not chosen and place is None:
        raise Refused(_("Choose who may see it."), field="audience")
    audience = audience_for(workspace, who, chosen) if chosen or place is None else place.audience
    return add_file(by=who, workspace=workspace, audience=audience, folder=place, content=content)


def _uploaded(pairs: list[tuple[File, FileVersion]], back: str) -> Any:
    if wants_json():
        return jsonify(answer(pairs)), 201
    flash(ngettext("%(num)s file is in the library.", "%(num)s files are in the library.", len(pairs)))
    return see_other(back)
