"""What a guest gets of a view-only folder: pictures of pages with a mark, one by one or together as a PDF."""

from collections.abc import Callable, Iterator

from flask import Response, make_response, stream_with_context
from flask_babel import gettext as _

from portal.features.identity.queries import primary_email
from portal.features.library.downloads import SAFE, Stopped, while_allowed
from portal.features.library.inline import HEADERS
from portal.features.library.marking.mark import marked, words_for
from portal.features.library.marking.pdf import picture_pdf
from portal.features.library.models import FileVersion
from portal.features.library.previews.pages import USUAL, document_of, page_image, page_sizes
from portal.features.library.previews.source import Source
from portal.features.library.transfers import begin_transfer
from portal.features.workspaces.models import Member
from portal.kernel.text import disposition
from portal.kernel.web import Refused

MOST_PAGES = 400
TOGETHER = 6  # pages marked by one child: their pictures are in memory at once


def marks(member: Member) -> list[str]:
    """The words over every page this member looks at."""
    return words_for(member, primary_email(member.person))


def marked_picture(body: bytes, words: list[str]) -> bytes:
    """The picture of a page with the mark. Raises NotDrawn or Busy."""
    ((picture, _size),) = marked([body], words, "WEBP")
    return picture


def unkept(picture: bytes) -> Response:
    """The answer with a marked picture, which no cache keeps: it tells the moment."""
    return make_response(picture, HEADERS | {"Content-Type": "image/webp", "Cache-Control": "no-store"})


def marked_pdf(version: FileVersion, words: list[str], allowed: Callable[[], bool]) -> Response:
    """All pages as a PDF of marked pictures, while it is being made; Stopped when the right to it ends meanwhile."""
    document, name = document_of(version), version.file.name
    count = len(page_sizes(document))
    if count > MOST_PAGES:
        raise Refused(_("This document is too long to be downloaded with a mark. Look at its pages here."))
    end = begin_transfer()
    body = while_allowed(picture_pdf(_pictures(document, count, words, allowed)), allowed)
    headers = SAFE | {
        "Content-Type": "application/pdf",
        "Content-Disposition": disposition(name),
        "Cache-Control": "no-store",
        "Accept-Ranges": "none",
    }
    response = Response(stream_with_context(body), 200, headers)
    response.call_on_close(end)
    return response


def _pictures(
    document: Source, count: int, words: list[str], allowed: Callable[[], bool]
) -> Iterator[tuple[bytes, tuple[int, int]]]:
    for first in range(1, count + 1, TOGETHER):
        if not allowed():
            raise Stopped
        drawn = [page_image(document, page, USUAL) for page in range(first, min(first + TOGETHER, count + 1))]
        yield from marked(drawn, words, "JPEG")
