"""The addresses of uploads. Each belongs to the member who began it; for others, nothing is there.

Beginning takes the token of the page in a header. The rest takes `Tus-Resumable`, which no page of another origin can
send without asking, and asking is never granted.
"""

from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal.features.identity.sessions import actor
from portal.features.library.transfers import transfer
from portal.features.library.tus.answers import abilities, created, described, in_tus, refused, told
from portal.features.library.tus.beginning import begin, end, join, lengthen, own_or_404
from portal.features.library.tus.models import Upload
from portal.features.library.tus.protocol import MEDIA, asked, check_media, check_version, number
from portal.features.library.tus.receiving import offset_of, receive
from portal.features.library.uploads import check_csrf
from portal.features.workspaces.rules import in_workspace, load_workspace, this_member
from portal.kernel.access import Forbidden, Permission, rule
from portal.kernel.db import write
from portal.kernel.web import limiter, unguarded

pages = Blueprint("uploads", __name__, url_prefix="/w/<workspace_id>/uploads")
pages.register_error_handler(HTTPException, refused)
pages.after_request(in_tus)


def upload_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_UPLOAD"])


@pages.route("", methods=["OPTIONS"])
@rule(in_workspace())
def able(workspace_id: str) -> Response:
    """What can be asked for."""
    return abilities(int(current_app.config["MAX_FILE_BYTES"]))


@pages.post("", provide_automatic_options=False)
@unguarded  # the token is asked of a header: the hook would look for it in a body that may be gigabytes
@rule(in_workspace(Permission.UPLOAD))
@limiter.limit(upload_rate)
def create(workspace_id: str) -> Response:
    """Begin an upload, with its first bytes if they came along."""
    check_version(request)
    check_csrf(request.headers.get("X-CSRFToken", ""))
    upload = _begun(workspace_id)
    offset = offset_of(upload)
    first = offset == 0 and upload.done_at is None and (request.mimetype == MEDIA or not upload.size)
    return created(upload, _taken(upload, 0) if first else offset)


@pages.get("/<upload_id>")
@rule(in_workspace(Permission.UPLOAD))
def show(workspace_id: str, upload_id: str) -> Response:
    """HEAD: how far it has come. GET: what became of it."""
    upload = own_or_404(this_member(), upload_id)
    if request.method == "HEAD":
        check_version(request)
        return told(upload, 200)
    return described(upload, actor())


@pages.patch("/<upload_id>")
@unguarded  # as above
@rule(in_workspace(Permission.UPLOAD))
def add(workspace_id: str, upload_id: str) -> Response:
    """The next bytes."""
    check_version(request)
    upload = own_or_404(this_member(), upload_id)
    check_media(request)
    if upload.concat.startswith("final"):
        raise Forbidden
    lengthen(upload)
    return told(upload, 204, _taken(upload, number(request, "Upload-Offset")))


@pages.delete("/<upload_id>")
@unguarded  # as above
@rule(in_workspace(Permission.UPLOAD))
def stop(workspace_id: str, upload_id: str) -> Response:
    """Forget it and its bytes; a file it has become stays."""
    check_version(request)
    upload = own_or_404(this_member(), upload_id)
    end(upload)
    return Response(status=204)


@pages.post("/<upload_id>")
@unguarded  # as above
@rule(in_workspace(Permission.UPLOAD))
def instead(workspace_id: str, upload_id: str) -> Any:
    """For lines that let neither PATCH nor DELETE through."""
    views = {"PATCH": add, "DELETE": stop}
    check_version(request)
    wanted = views.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if wanted is None:
        raise MethodNotAllowed
    return wanted(workspace_id, upload_id)


def _begun(workspace_id: str) -> Upload:
    wanted = asked(request)
    if wanted.final:
        with transfer():
            return join(member=this_member(), who=actor(), asked=wanted)
    size = number(request, "Upload-Length")
    with write():
        load_workspace(workspace_id, Permission.UPLOAD)
        return begin(member=this_member(), who=actor(), size=size, asked=wanted)


def _taken(upload: Upload, offset: int) -> int:
    with transfer():
        return receive(request, upload, actor(), offset)
