"""What is attached to a mail, looked at in its place: given to whoever gets the mail."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, request

from portal.features.library.giving import given, open_version
from portal.features.library.inline import private
from portal.features.library.previews.attachments import inside
from portal.features.library.previews.pages import (
    USUAL,
    document_of,
    outline_part,
    outlined,
    page_image,
    page_runs,
)
from portal.features.library.previews.source import Source
from portal.features.library.views import pages
from portal.features.workspaces.rules import in_workspace
from portal.kernel.access import rule

T = TypeVar("T")


@pages.get("/<file_id>/versions/<int:number>/attached/<int:attachment_number>/pages/<int:page>.webp")
@rule(in_workspace())
def attached_page(workspace_id: str, file_id: str, number: int, attachment_number: int, page: int) -> Response:
    """A page of what is attached, as a picture `?width=` pixels wide."""
    width = request.args.get("width", USUAL, type=int)
    body = _given(file_id, number, attachment_number, lambda thing: page_image(document_of(thing), page, width))
    return private(body, "image/webp")


@pages.get("/<file_id>/versions/<int:number>/attached/<int:attachment_number>/pages/<int:page>/words")
@rule(in_workspace())
def attached_places(workspace_id: str, file_id: str, number: int, attachment_number: int, page: int) -> Response:
    """Where the words of such a page stand in its picture."""
    body = _given(file_id, number, attachment_number, lambda thing: page_runs(document_of(thing), page))
    return private(body, "application/json")


@pages.get("/<file_id>/versions/<int:number>/attached/<int:attachment_number>/pictures/<int:picture_number>.webp")
@rule(in_workspace())
def attached_picture(
    workspace_id: str, file_id: str, number: int, attachment_number: int, picture_number: int
) -> Response:
    """A picture in a document that is attached."""
    part = ("picture", picture_number)
    body = _given(file_id, number, attachment_number, lambda thing: outline_part(outlined(thing), *part))
    return private(body, "image/webp")


def _given(file_id: str, number: int, attachment_number: int, ask: Callable[[Source], T]) -> T:
    load = lambda: open_version(file_id, number)  # noqa: E731 (asked twice)
    return given(load, outlined, lambda mail: ask(inside(mail, attachment_number).source))
