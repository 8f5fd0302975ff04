"""Drawing before anybody asks: after an upload its first page, and the small one that stands in lists."""

from flask import url_for
from sqlalchemy import select

from portal.features.library.extraction.outline.kinds import OUTLINES
from portal.features.library.models import FileVersion
from portal.features.library.policy import closed_by, openable
from portal.features.library.previews.cache import folder, previews_root
from portal.features.library.previews.pages import (
    FAMILIES,
    THUMB,
    USUAL,
    document_of,
    outline,
    outlined,
    page_image,
    page_sizes,
)
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.kernel.db import db

SMALL = f"draw-1-{THUMB}.webp"


def draw_ahead(public_id: str) -> None:
    """The outline of a version, or its first page, large and as small as in lists. Again is nothing."""
    version = db.session.scalars(select(FileVersion).where(FileVersion.public_id == public_id)).first()
    if version is None or not openable(version) or version.file.purged_at is not None:
        return
    try:
        if version.media_type in OUTLINES:
            document = outlined(version)
            db.session.rollback()
            outline(document)
            return
        document = document_of(version)
        db.session.rollback()
        if page_sizes(document):
            page_image(document, 1, THUMB)
            page_image(document, 1, USUAL)
    except NotDrawn:
        return  # whoever looks is told why
    except Busy:
        return  # it is drawn when somebody asks


def thumb_url(version: FileVersion) -> str:
    """Where its small picture is, once it is drawn; whether it may be seen is asked there. Not of what is view-only."""
    if version.media_type not in FAMILIES or not openable(version) or closed_by(version.file.folder) is not None:
        return ""
    key = version.file.workspace.public_id
    if not (folder(previews_root(), key, version.sha256) / SMALL).exists():
        return ""
    return url_for(
        "library.page_picture",
        workspace_id=key,
        file_id=version.file.public_id,
        number=version.number,
        page=1,
        width=THUMB,
    )
