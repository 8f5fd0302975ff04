"""Pictures of pages, the places of their words, and where words stand in a document."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, jsonify, request
from werkzeug.exceptions import ServiceUnavailable

from portal.features.identity.sessions import actor
from portal.features.library.finding import pages_with
from portal.features.library.inline import private
from portal.features.library.marking.copies import marked_picture, marks
from portal.features.library.models import FileVersion
from portal.features.library.policy import gives_original, openable
from portal.features.library.previews.pages import THUMB, USUAL, document_of, page_image, page_runs
from portal.features.library.previews.source import Source
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.features.library.queries import file_or_404, version_or_404
from portal.features.library.views import pages
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Forbidden, NotFound, rule
from portal.kernel.db import db

COME_BACK = 3  # seconds
T = TypeVar("T")


@pages.get("/<file_id>/versions/<int:number>/pages/<int:page>.webp")
@rule(in_workspace())
def page_picture(workspace_id: str, file_id: str, number: int, page: int) -> Response:
    """A page of a version as a picture, `?width=` pixels wide."""
    width = request.args.get("width", USUAL, type=int)
    version = seen_version(file_id, number)
    # What is too small to be read needs no mark, and a strip of small pages would take long to get one.
    bare = gives_original(version, this_member(), actor()) or width <= THUMB
    words = [] if bare else marks(this_member())
    body = drawn(lambda: document_of(version), lambda document: page_image(document, page, width))
    return private(body, "image/webp") if bare else answered(lambda: marked_picture(body, words))


@pages.get("/<file_id>/versions/<int:number>/pages/<int:page>/words")
@rule(in_workspace())
def page_places(workspace_id: str, file_id: str, number: int, page: int) -> Response:
    """Where the words of a page stand in its picture."""
    version = open_version(file_id, number)
    body = drawn(lambda: document_of(version), lambda document: page_runs(document, page))
    return private(body, "application/json")


@pages.get("/<file_id>/versions/<int:number>/find")
@rule(in_workspace())
def find_in(workspace_id: str, file_id: str, number: int) -> Response:
    """On which pages the words of `?q=` stand, and how often: [[page, count], …]."""
    return jsonify(pages=pages_with(open_version(file_id, number), request.args.get("q", "")))


def seen_version(file_id: str, number: int) -> FileVersion:
    """A version whose pages are shown to the one who asks; 403 for one that nobody may open."""
    version = version_or_404(file_or_404(this_workspace(), actor(), file_id), number)
    if not openable(version):
        raise Forbidden
    return version


def open_version(file_id: str, number: int) -> FileVersion:
    """A version whose content is given to the one who asks; 403 for one that can be seen but not opened."""
    version = seen_version(file_id, number)
    if not gives_original(version, this_member(), actor()):
        raise Forbidden
    return version


def drawn(find: Callable[[], Source], ask: Callable[[Source], T]) -> T:
    """What a document gives, with the database let go meanwhile; raises as `answered` does."""

    def asked() -> T:
        document = find()
        db.session.rollback()
        return ask(document)

    return answered(asked)


def answered(ask: Callable[[], T]) -> T:
    """What is drawn; 404 where it gives nothing, 503 where too many ask."""
    try:
        return ask()
    except NotDrawn as nothing:
        raise NotFound from nothing
    except Busy as busy:
        raise ServiceUnavailable(retry_after=COME_BACK) from busy
