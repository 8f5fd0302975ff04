"""The pages of a document as pictures. Whether they may be seen was decided before; what is asked may take a while.

Take the `document_of` a version, let the database go, and ask. Nothing else gives the picture of a page.
"""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from flask import current_app

from portal.features.library.extraction.outline.kinds import OUTLINES, SHEETS
from portal.features.library.models import FileVersion
from portal.features.library.previews.cache import folder, kept, path_of, previews_root
from portal.features.library.previews.outlines import OUTLINE
from portal.features.library.previews.printing import PDF
from portal.features.library.previews.source import Source
from portal.features.library.previews.studio import PATIENCE, SMALLEST, NotDrawn, Studio
from portal.kernel.blobs import blobs
from portal.kernel.box import Limits, can_convert

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
    "image/heic",
)
FAMILIES = {"application/pdf": "pdf"} | dict.fromkeys(PICTURES, "picture")


def document_of(of: FileVersion | Source) -> Source:
    """The document behind a version, or inside one. Raises NotDrawn where nothing can be drawn, or not yet."""
    if is_printed(of.media_type):
        found = _source(of, "pdf", "office")
        if not path_of(found.place, PDF).exists():
            raise NotDrawn("unsupported")
        return replace(found, made=path_of(found.place, PDF).name)
    family = FAMILIES.get(of.media_type)
    if family is None:
        raise NotDrawn("unsupported")
    return _source(of, family)


def is_printed(media_type: str) -> bool:
    """Whether files of that type are shown as the pages LibreOffice makes of them. Sheets are shown as tables."""
    return media_type not in SHEETS and can_convert(media_type)


def printed(of: FileVersion | Source, patience: float = PATIENCE) -> None:
    """Have the pages of an office file made, so that `document_of` finds them. Raises NotDrawn, or Busy."""
    source = _source(of, "office", "office")
    if not path_of(source.place, PDF).exists():
        studio().get(source, PDF, patience)


def outlined(of: FileVersion | Source) -> Source:
    """The outline behind a version, or inside one. Raises NotDrawn where its type has none."""
    if of.media_type not in OUTLINES:
        raise NotDrawn("unsupported")
    return _source(of, "outline", f"outline-{OUTLINES[of.media_type]}")


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


def count_of(version: FileVersion) -> int:
    """How many pages it has as they are drawn, else as its words were read; 0 where that is not known."""
    with suppress(NotDrawn):
        sizes = kept(document_of(version).place, ("sizes",))
        if sizes is not None:
            return len(json.loads(sizes))
    return version.pages or 0


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


def page_texts(document: Source) -> list[str]:
    """The words of every page as it is drawn. Raises as above."""
    return [text for (text,) in json.loads(studio().get(document, ("texts",)))]


def studio() -> Studio:
    """The one of this process."""
    config = current_app.config
    cpu = config["PREVIEW_CPU_SECONDS"]
    fresh = Studio(config["PREVIEWS_AT_ONCE"], Limits(cpu=cpu, wall=cpu * 2.0, memory=config["PARSER_MEMORY_BYTES"]))
    return cast("Studio", current_app.extensions.setdefault(_KEY, fresh))


def _source(of: FileVersion | Source, family: str, *below: str) -> Source:
    if not isinstance(of, Source):
        key = of.file.workspace.public_id
        of = Source(blobs(), key, of.sha256, "", folder(previews_root(), key, of.sha256), media_type=of.media_type)
    return replace(of, family=family, place=of.place.joinpath(*below))


def _within(document: Source, page: int) -> None:
    if not 0 < page <= len(page_sizes(document)):
        raise NotDrawn("missing")
