"""A PDF of plain text on A4: wrapped lines, a footer with page numbers."""

from collections.abc import Iterator

from portal.edges.demo.documents.text import Block
from portal.kernel.text import paper

WIDTH, HEIGHT, MARGIN = *paper.A4, 64  # points
# kind: font, size in points, space before, indent
STYLES = {
    "title": (paper.BOLD, 20, 0, 0),
    "heading": (paper.BOLD, 13, 14, 0),
    "text": (paper.PLAIN, 10.5, 7, 0),
    "point": (paper.PLAIN, 10.5, 4, 14),
}


def pdf(title: str, content: list[Block], note: str) -> bytes:
    """The document as bytes."""
    pages = list(_pages(content))
    for number, lines in enumerate(pages, start=1):
        foot = f"{title}. {note}. Page {number} of {len(pages)}"
        lines.append(paper.Line(paper.PLAIN, 8.0, MARGIN, 36, foot))
    return paper.pdf(title, pages, producer="Throughline demo world")


def _pages(content: list[Block]) -> Iterator[list[paper.Line]]:
    lines: list[paper.Line] = []
    y = float(HEIGHT - MARGIN)
    for block in content:
        if block.kind == "page":
            yield lines
            lines, y = [], float(HEIGHT - MARGIN)
            continue
        font, size, before, indent = STYLES[block.kind]
        y -= before
        for number, text in enumerate(paper.wrapped(block.text, size, WIDTH - 2 * MARGIN - indent)):
            if y < MARGIN + size:
                yield lines
                lines, y = [], float(HEIGHT - MARGIN)
            y -= size * 1.35
            mark = "\u2022 " if block.kind == "point" and number == 0 else ""
            lines.append(paper.Line(font, size, MARGIN + indent - (9 if mark else 0), y, mark + text))
    yield lines
