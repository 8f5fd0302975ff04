"""Files for a post that is being written: come from the device by themselves, or picked from the library."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request

from portal.features.identity.sessions import actor
from portal.features.library.models import File
from portal.features.library.present import file_rows
from portal.features.library.queries import files_named
from portal.features.workspaces.queries import audience_for, audience_of
from portal.features.workspaces.rules import in_workspace, this_workspace
from portal.kernel.access import Audience, AudienceKind, NotFound, Permission, rule
from portal.kernel.db import db
from portal.kernel.text import fold
from portal.kernel.web import stream

pages = Blueprint("attach", __name__, url_prefix="/w/<workspace_id>/attachments")
COMPOSERS = ("reply", "new-thread")  # forms that may ask; their list of files is named after them
OFFERED = 30


@pages.get("/<file_id>")
@rule(in_workspace(Permission.POST))
def card(workspace_id: str, file_id: str) -> Any:
    """The card of a file that has come by itself."""
    files = files_named(this_workspace(), actor(), [file_id])
    return stream(render_template("discussions/attached.stream.html", **_cards(files)))


@pages.get("")
@rule(in_workspace(Permission.POST))
def pick(workspace_id: str) -> str:
    """Files that may go with a post for an audience, last changed first: its own and those for Everyone."""
    audience = audience_for(this_workspace(), actor(), request.args.get("audience", ""))
    wanted = fold(request.args.get("q", ""))[:100]
    found = [file for file in _fitting(audience) if wanted in fold(file.name)][:OFFERED]
    return render_template("discussions/_pick.html", audience=audience, q=request.args.get("q", ""), **_cards(found))


def _fitting(audience: Audience) -> Sequence[File]:
    wide = audience_of(this_workspace(), AudienceKind.EVERYONE)
    query = File.visible_to(actor()).where(File.workspace_id == this_workspace().id, File.deleted_at.is_(None))
    fits = query.where(File.audience_id.in_((audience.id, wide.id)), File.withdrawn_at.is_(None))
    return db.session.scalars(fits.order_by(File.changed_at.desc()).limit(2000)).all()


def _cards(files: Sequence[File]) -> dict[str, Any]:
    return {"files": file_rows(this_workspace(), actor(), files), "form": _form()}


def _form() -> str:
    form = request.args.get("form", "")
    if form not in COMPOSERS:
        raise NotFound
    return form
