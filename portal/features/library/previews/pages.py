"""The pages of a document as pictures. Whether they may be seen was decided before; what is asked may take a while.

Take the `document_of` a version, let the database go, and ask. Nothing else gives the picture of a page.
"""

import json
from typing import Any, cast

from flask import current_app

from portal.features.library.extraction.outline.kinds import OUTLINES
from portal.features.library.models import FileVersion
from portal.features.library.previews.cache import folder, kept, previews_root
from portal.features.library.previews.outlines import OUTLINE
from portal.features.library.previews.source import Source
from portal.features.library.previews.studio import PATIENCE, SMALLEST, NotDrawn, Studio
from portal.kernel.blobs import blobs
from portal.kernel.box import Limits

_KEY = "throughline.previews"
WIDTHS = (SMALLEST, 400, 800, 1200, 1800, 2400)  # pixels; no others are drawn, so that nobody fills the disk
THUMB, USUAL = WIDTHS[0], WIDTHS[3]
PICTURES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/tiff",
    "image/bmp",
    "image/x-ms-bmp",
    "image/x-icon",
    "image/vnd.microsoft.icon",
    "image/avif",
    "image/jp2",
)
FAMILIES = {"application/pdf": "pdf"} | dict.fromkeys(PICTURES, "picture")


def document_of(version: FileVersion) -> Source:
    """The document behind a version. Raises NotDrawn where it has no pages to draw."""
    family = FAMILIES.get(version.media_type)
    if family is None:
        raise NotDrawn("unsupported")
    key = version.file.workspace.public_id
    return Source(blobs(), key, version.sha256, family, folder(previews_root(), key, version.sha256))


def outlined(version: FileVersion) -> Source:
    """The outline behind a version. Raises NotDrawn where its type has none."""
    if version.media_type not in OUTLINES:
        raise NotDrawn("unsupported")
    key = version.file.workspace.public_id
    place = folder(previews_root(), key, version.sha256)
    return Source(
        blobs(),
        key,
        version.sha256,
        "outline",
        place / f"outline-{OUTLINES[version.media_type]}",
        media_type=version.media_type,
    )


def outline(document: Source, patience: float = PATIENCE) -> dict[str, Any]:
    """Blocks, sheets and mail of an `outlined` version, as `outlines.py` keeps them. Raises NotDrawn or Busy."""
    found: dict[str, Any] = json.loads(studio().get(document, OUTLINE, patience))
    return found


def outline_part(document: Source, *part: str | int) -> bytes:
    """Rows of a sheet (`"rows", sheet, part`) or a picture (`"picture", number`) of an outline that was laid out."""
    outline(document)
    found = kept(document.place, part)
    if found is None:
        raise NotDrawn("missing")
    return found


def page_sizes(document: Source, patience: float = PATIENCE, *, opens_at: int = 1) -> list[tuple[int, int]]:
    """Width and height of every page. Raises NotDrawn, or Busy after so many seconds.

    Who asks for the first time is about to ask for the page it opens at: that one is drawn along.
    """
    found = studio().get(document, ("sizes",), patience, then=(("draw", opens_at, USUAL), ("runs", opens_at)))
    return [(width, height) for width, height in json.loads(found)]


def page_image(document: Source, page: int, width: int) -> bytes:
    """A page as WebP at one of the WIDTHS. Raises NotDrawn (for no such page as well) or Busy."""
    _within(document, page)
    if width not in WIDTHS:
        raise NotDrawn("missing")
    return studio().get(document, ("draw", page, width))


def page_runs(document: Source, page: int) -> bytes:
    """Where its words stand, as JSON: [x, y, width, height, text] in thousandths of the width. Raises as above."""
    _within(document, page)
    return studio().get(document, ("runs", page))


def studio() -> Studio:
    """The one of this process."""
    config = current_app.config
    cpu = config["PREVIEW_CPU_SECONDS"]
    fresh = Studio(config["PREVIEWS_AT_ONCE"], Limits(cpu=cpu, wall=cpu * 2.0, memory=config["PARSER_MEMORY_BYTES"]))
    return cast("Studio", current_app.extensions.setdefault(_KEY, fresh))


def _within(document: Source, page: int) -> None:
    if not 0 < page <= len(page_sizes(document)):
        raise NotDrawn("missing")
