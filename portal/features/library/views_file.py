"""The page of a file, and its bytes."""

from flask import Response, render_template, request

from portal.features.identity.sessions import actor
from portal.features.library.downloads import send
from portal.features.library.file_page import Seen, file_page
from portal.features.library.frame import frame
from portal.features.library.marking.copies import marked_pdf, marks
from portal.features.library.models import File, FileVersion
from portal.features.library.opening import opening, pages_seen
from portal.features.library.policy import gives_marked_copy, gives_original, openable
from portal.features.library.queries import file_or_404, running, version_or_404
from portal.features.library.services import latest_of
from portal.features.library.views import pages
from portal.features.library.views_pages import answered
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Forbidden, rule
from portal.kernel.db import write


@pages.get("/<file_id>")
@rule(in_workspace())
def file(workspace_id: str, file_id: str) -> str:
    """A file, shown; its versions, what became of its words, and what can be done with it."""
    found = file_or_404(this_workspace(), actor(), file_id)
    seen = _seen(found)
    if openable(seen.version) and request.headers.get("X-Purpose") != "refresh":  # by itself, not by a reader
        opening(by=this_member(), actor=actor(), version=seen.version)
    return render_template("library/file.html", **frame(found.folder, found.audience), **file_page(seen))


@pages.get("/<file_id>/versions/<int:number>/download")
@rule(in_workspace())
def download(workspace_id: str, file_id: str, number: int) -> Response:
    """The bytes of a version."""
    version = version_or_404(file_or_404(this_workspace(), actor(), file_id), number)
    response = _bytes_of(version)
    if request.method == "GET" and response.status_code < 300:
        try:
            opening(by=this_member(), actor=actor(), version=version)
        except BaseException:
            response.close()  # gives its place back
            raise
    return response


@pages.post("/<file_id>/versions/<int:number>/seen")
@rule(in_workspace())
def seen_pages(workspace_id: str, file_id: str, number: int) -> tuple[str, int]:
    """Which pages were on the screen, as the page itself says: `pages=1,2,5`."""
    said = [int(page) for page in request.form.get("pages", "").split(",")[:500] if page.isdecimal() and len(page) < 7]
    with write():
        version = version_or_404(file_or_404(this_workspace(), actor(), file_id), number)
        if not openable(version):
            raise Forbidden
        pages_seen(by=this_member(), actor=actor(), version=version, pages=said)
    return "", 204


def _bytes_of(version: FileVersion) -> Response:
    """The file itself, or the marked pictures of its pages."""
    allowed = running(actor(), version.file_id)
    if gives_original(version, this_member(), actor()):
        return send(version, allowed=allowed)
    if not gives_marked_copy(version):
        raise Forbidden
    words = marks(this_member())
    return answered(lambda: marked_pdf(version, words, allowed))


def _seen(file: File) -> Seen:
    """With the version of `?version=`, else the latest; with `?page=` and each `?find=` as far as they are sensible."""
    number = request.args.get("version", "")
    fixed = number.isdecimal() and len(number) < 10
    return Seen(
        file=file,
        version=version_or_404(file, int(number)) if fixed else latest_of(file),
        fixed=fixed,
        actor=actor(),
        member=this_member(),
        page=_number("page"),
        part=_number("part"),
        sheet=_number("sheet"),
        find=tuple(word[:60] for word in request.args.getlist("find")[:8]),
        plain=request.args.get("plain") == "1",
    )


def _number(name: str) -> int:
    """A number of the address, 0 for anything that is none."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
