"""Pictures of pages, the places of their words, and where words stand in a document."""

from flask import Response, jsonify, request

from portal.features.identity.sessions import actor
from portal.features.library.finding import pages_with
from portal.features.library.giving import after, given, open_version, seen_version
from portal.features.library.inline import private
from portal.features.library.marking.copies import marked_picture, marks, unkept
from portal.features.library.opening import Way, opening
from portal.features.library.policy import gives_original
from portal.features.library.previews.pages import THUMB, USUAL, document_of, page_image, page_runs
from portal.features.library.previews.source import Source
from portal.features.library.views import pages
from portal.features.workspaces.rules import in_workspace, this_member
from portal.kernel.access import rule


@pages.get("/<file_id>/versions/<int:number>/pages/<int:page>.webp")
@rule(in_workspace())
def page_picture(workspace_id: str, file_id: str, number: int, page: int) -> Response:
    """A page of a version as a picture, `?width=` pixels wide."""
    width = request.args.get("width", USUAL, type=int)
    # What is too small to be read needs no mark, and a strip of small pages would take long to get one.
    small, original = width <= THUMB, gives_original(seen_version(file_id, number), this_member(), actor())
    words = None if small or original else marks(this_member())

    def picture(document: Source) -> bytes:
        body = page_image(document, page, width)
        return body if words is None else marked_picture(body, words)

    load = open_version if original and not small else seen_version
    body = given(lambda: load(file_id, number), document_of, picture, told=not small)
    return private(body, "image/webp") if words is None else unkept(body)


@pages.get("/<file_id>/versions/<int:number>/pages/<int:page>/words")
@rule(in_workspace())
def page_places(workspace_id: str, file_id: str, number: int, page: int) -> Response:
    """Where the words of a page stand in its picture."""
    body = given(lambda: open_version(file_id, number), document_of, lambda document: page_runs(document, page))
    return private(body, "application/json")


@pages.get("/<file_id>/versions/<int:number>/find")
@rule(in_workspace())
def find_in(workspace_id: str, file_id: str, number: int) -> Response:
    """On which pages the words of `?q=` stand, and how often: [[page, count], …]."""
    found = pages_with(open_version(file_id, number), request.args.get("q", ""))
    version = after(lambda: open_version(file_id, number))
    opening(by=this_member(), actor=actor(), version=version, way=Way.PART)
    return jsonify(pages=found)
