"""Drawing before anybody asks: after an upload its first page, and the small one that stands in lists."""

from flask import url_for
from sqlalchemy import select

from portal.features.library.models import FileVersion
from portal.features.library.policy import closed_by, openable
from portal.features.library.previews.cache import path_of
from portal.features.library.previews.pages import (
    THUMB,
    USUAL,
    document_of,
    is_printed,
    outline,
    outlined,
    page_image,
    page_sizes,
    printed,
)
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.kernel.db import db

SMALL = ("draw", 1, THUMB)
PRINTING = 120.0  # seconds LibreOffice may take in the worker


def draw_ahead(public_id: str) -> None:
    """The outline of a version, or its first page, large and as small as in lists. Again is nothing."""
    version = db.session.scalars(select(FileVersion).where(FileVersion.public_id == public_id)).first()
    if version is None or not openable(version) or version.file.purged_at is not None:
        return
    for draw in (_draw_pages, _draw_outline):
        try:
            draw(version)
        except NotDrawn:
            continue  # whoever looks is told why
        except Busy:
            return  # it is drawn when somebody asks
        return


def _draw_pages(version: FileVersion) -> None:
    if is_printed(version.media_type):
        printed(version, PRINTING)
    document = document_of(version)
    db.session.rollback()
    if page_sizes(document):
        page_image(document, 1, THUMB)
        page_image(document, 1, USUAL)


def _draw_outline(version: FileVersion) -> None:
    document = outlined(version)
    db.session.rollback()
    outline(document)


def thumb_url(version: FileVersion) -> str:
    """Where its small picture is, once it is drawn; whether it may be seen is asked there. Not of what is view-only."""
    if not openable(version) or closed_by(version.file.folder) is not None:
        return ""
    try:
        place = document_of(version).place
    except NotDrawn:
        return ""
    if not path_of(place, SMALL).exists():
        return ""
    return url_for(
        "library.page_picture",
        workspace_id=version.file.workspace.public_id,
        file_id=version.file.public_id,
        number=version.number,
        page=1,
        width=THUMB,
    )
