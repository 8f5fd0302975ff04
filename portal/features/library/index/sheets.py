"""The list as pages to print: PDF, A4 across."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from portal.features.library.index.rows import Row, heads
from portal.kernel.text.paper import A4, BOLD, PLAIN, Line, pdf, wrapped
from portal.kernel.web.language import size as size_words

WIDTH, HEIGHT, MARGIN = A4[1], A4[0], 40  # points
TEXT, SMALL, STEP = 8.5, 6.5, 11.0
# where each column begins, and how wide it is: name, version, size, type, by, date
COLUMNS = ((MARGIN, 300), (348, 36), (390, 52), (448, 138), (592, 130), (728, 76))
TOP, BOTTOM = HEIGHT - 84.0, 48.0


def sheets(title: str, made: str, rows: Sequence[Row]) -> bytes:
    """The PDF. `made` says by whom and when."""
    pages: list[list[Line]] = [[]]
    y = TOP
    for row in rows:
        lines = _lines(row)
        if y - len(lines) * STEP < BOTTOM:
            pages.append([])
            y = TOP
        for cells in lines:
            pages[-1] += [cell._replace(y=y) for cell in cells]
            y -= STEP
        y -= 4
    for number, page in enumerate(pages, start=1):
        page[:0] = _head(title if number == 1 else "", made, _("Page %(n)s of %(all)s", n=number, all=len(pages)))
    return pdf(title, pages, size=(WIDTH, HEIGHT))


def _lines(row: Row) -> list[list[Line]]:
    """The cells of a file, line by line; their heights follow."""
    path = f"{row.folder}/{row.name}" if row.folder else row.name
    cells = (path, str(row.version), size_words(row.size), row.media_type, row.by, _day(row.at))
    lines: list[list[Line]] = []
    for (x, width), text in zip(COLUMNS, cells, strict=True):
        for number, part in enumerate(wrapped(text, TEXT, width)):
            lines += [[]] if number == len(lines) else []
            lines[number].append(Line(PLAIN, TEXT, x, 0, part))
    below = f"SHA-256 {row.sha256}" if row.sha256 else row.said
    return [*lines, *([Line(PLAIN, SMALL, MARGIN, 0, part)] for part in wrapped(below, SMALL, WIDTH - 2 * MARGIN))]


def _head(title: str, made: str, page: str) -> list[Line]:
    folder, _name, *rest = heads()
    names = (f"{folder}, {_name}", rest[0], _("Size"), *rest[2:5])
    columns = [Line(BOLD, TEXT, x, TOP + 16, word) for (x, _width), word in zip(COLUMNS, names, strict=True)]
    foot = Line(PLAIN, SMALL, MARGIN, 28, f"{made} {page}")
    return [Line(BOLD, 14, MARGIN, HEIGHT - 48, title), *columns, foot]


def _day(at: datetime) -> str:
    return at.strftime("%Y-%m-%d")
