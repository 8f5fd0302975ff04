"""The page of a file, and its bytes."""

import time
from typing import Any

from flask import Response, render_template, request

from portal.features.identity.sessions import actor
from portal.features.library.downloads import send
from portal.features.library.file_page import Seen, file_page
from portal.features.library.frame import frame
from portal.features.library.giving import after, answered, seen_version, told_of
from portal.features.library.marking.copies import marked_pdf, marks
from portal.features.library.models import File, FileVersion
from portal.features.library.opening import Way, opening, pages_seen
from portal.features.library.policy import gives_copy, gives_marked_copy, gives_original, openable
from portal.features.library.previews.pages import count_of
from portal.features.library.queries import file_or_404, version_or_404
from portal.features.library.services import latest_of
from portal.features.library.views import pages
from portal.features.library.watching import running
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Forbidden, rule
from portal.kernel.db import write

LONG = 0.5  # seconds, after which the rights to what is shown are asked again


@pages.get("/<file_id>")
@rule(in_workspace())
def file(workspace_id: str, file_id: str) -> str:
    """A file, shown; its versions, what became of its words, and what can be done with it."""
    found = file_or_404(this_workspace(), actor(), file_id)
    seen, began = _seen(found), time.monotonic()
    if openable(seen.version):
        by_itself = request.headers.get("X-Purpose") == "refresh"  # anybody may say so
        way = Way.BY_ITSELF if by_itself else Way.ASKED
        opening(by=this_member(), actor=actor(), version=seen.version, way=way)
    shown = file_page(seen)
    if time.monotonic() - began > LONG:
        found, shown = after(lambda: _again(file_id, shown))
    return render_template("library/file.html", **frame(found.folder, found.audience), **shown)


@pages.get("/<file_id>/versions/<int:number>/download")
@rule(in_workspace())
def download(workspace_id: str, file_id: str, number: int) -> Response:
    """The bytes of a version."""
    version = version_or_404(file_or_404(this_workspace(), actor(), file_id), number)
    return told_of(_bytes_of(version), version)


@pages.post("/<file_id>/versions/<int:number>/seen")
@rule(in_workspace())
def seen_pages(workspace_id: str, file_id: str, number: int) -> tuple[str, int]:
    """Which pages were on the screen, as the page itself says: `pages=1,2,5`."""
    said = [int(page) for page in request.form.get("pages", "").split(",")[:500] if page.isdecimal() and len(page) < 7]
    count = count_of(seen_version(file_id, number))
    said = [page for page in said if 0 < page <= count]
    with write():
        pages_seen(by=this_member(), actor=actor(), version=seen_version(file_id, number), pages=said)
    return "", 204


def _again(file_id: str, shown: dict[str, Any]) -> tuple[File, dict[str, Any]]:
    """The file and what is shown of it, for one whose rights may have changed meanwhile."""
    found = file_or_404(this_workspace(), actor(), file_id)
    seen = _seen(found)
    same = gives_original(seen.version, this_member(), actor()) == shown["original"] and openable(seen.version)
    return found, shown if same else file_page(seen)


def _bytes_of(version: FileVersion) -> Response:
    """The file itself, or the marked pictures of its pages."""
    if gives_original(version, this_member(), actor()):
        return send(version, allowed=running(version, this_member(), actor()))
    if not gives_marked_copy(version):
        raise Forbidden
    words, allowed = marks(this_member()), running(version, this_member(), actor(), gives_copy)
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
        attached=_number("attached"),
        find=tuple(word[:60] for word in request.args.getlist("find")[:8]),
        plain=request.args.get("plain") == "1",
    )


def _number(name: str) -> int:
    """A number of the address, 0 for anything that is none."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
