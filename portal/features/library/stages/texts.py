"""Text as it is, line by line, and Markdown as it is meant."""

from itertools import islice

from sqlalchemy import select

from portal.features.library.file_page import Seen
from portal.features.library.models import FileVersion, PageText
from portal.features.library.stages.shown import Stage
from portal.kernel.blobs import blobs
from portal.kernel.db import db
from portal.kernel.text import clean_text, fold, render

MARKDOWN = "text/markdown"
MORE = frozenset(
    {"application/json", "application/xml", "application/yaml", "application/javascript", "application/x-sh"}
    | {"application/sql", "application/toml", "application/x-tex", "image/svg+xml"}
)
MOST_BYTES = 2 * 1024**2  # that are shown; the rest is in the file
MOST_MARKDOWN = 200_000  # characters
LINES = 2000  # of one part


def is_text(media_type: str) -> bool:
    """Whether it is shown line by line. A picture of XML is: nothing in it may act."""
    return media_type.startswith("text/") or media_type in MORE


def text_stage(seen: Seen) -> Stage:
    """A part of its lines: the one asked for, else the first in which the words looked for stand."""
    text, cut = _text(seen)
    lines = text.split("\n")
    parts = (len(lines) + LINES - 1) // LINES
    part = min(seen.part or _part_with(lines, seen.find), parts)
    first = (part - 1) * LINES
    shown = {"lines": lines[first : first + LINES], "first": first + 1, "part": part, "parts": parts, "cut": cut}
    return Stage("text", data=shown)


def markdown_stage(seen: Seen) -> Stage:
    """What it looks like; line by line where it is too long for that."""
    text, cut = _text(seen)
    if len(text) > MOST_MARKDOWN:
        return text_stage(seen)
    return Stage("markdown", data={"html": render(text), "cut": cut})


def _text(seen: Seen) -> tuple[str, bool]:
    """Its letters, and whether there are more. What is not UTF-8 was decoded in the box when its words were read."""
    data, cut = _data(seen)
    try:
        text = data[: -3 if cut else None].decode("utf-8-sig", "ignore" if cut else "strict")
    except UnicodeDecodeError:
        text = ("" if seen.inside else _as_read(seen.version)) or data.decode("latin-1")
    return clean_text(text.replace("\r\n", "\n").replace("\r", "\n")), cut


def _data(seen: Seen) -> tuple[bytes, bool]:
    if seen.inside:
        with seen.inside.source.open() as file:
            return file.read(MOST_BYTES), seen.inside.size > MOST_BYTES
    version = seen.version
    chunks = blobs().read(version.file.workspace.public_id, version.sha256, length=MOST_BYTES)
    return b"".join(chunks), version.size > MOST_BYTES


def _as_read(version: FileVersion) -> str:
    query = select(PageText.text).where(PageText.version_id == version.id).order_by(PageText.page)
    return "\n".join(islice(db.session.scalars(query), 100))[:MOST_BYTES]


def _part_with(lines: list[str], words: tuple[str, ...]) -> int:
    wanted = [fold(word) for word in words if word.strip()]
    found = (at for at, line in enumerate(lines) if any(word in fold(line) for word in wanted)) if wanted else iter(())
    return next(found, 0) // LINES + 1
