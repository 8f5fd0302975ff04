"""OpenDocument texts and presentations: headings, paragraphs, lists, tables and pictures, slide after slide."""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from portal.features.library.extraction.formats.archive import Parts, first, local, said
from portal.features.library.extraction.formats.odf import BLANKS, blanks, opened
from portal.features.library.extraction.formats.trouble import damaged
from portal.features.library.extraction.outline.blocks import Block, Run, address, block, cell, heading, item, page
from portal.features.library.extraction.outline.odf_styles import Styles, styles_of
from portal.features.library.extraction.outline.pictures import picture

THROUGH = frozenset(
    {"section", "index-body", "table-of-content", "user-index", "alphabetical-index", "illustration-index"}
)
THROUGH |= {"g", "a", "text-box", "custom-shape", "rect", "ellipse", "numbered-paragraph", "soft-page-break"}
UNSEEN = frozenset({"annotation", "tracked-changes", "forms", "note", "bookmark", "desc", "title"})
TITLE, NOTES = ("title", "subtitle"), "notes"
MOST_ROWS, DEEPEST = 2_000, 40


def blocks(data: bytes) -> Iterator[Block]:
    """The body, block after block."""
    parts = opened(data)
    root = parts.tree("content.xml")
    body = first(root, "body")
    if body is None or not len(body):
        raise damaged()
    reader = _Reader(parts, styles_of(root, parts.tree("styles.xml")))
    slides = [each for each in body[0] if local(each) == "page"]
    for number, slide in enumerate(slides, start=1):
        yield page(number, said(slide, "name"))
        yield from reader.body(slide, 0)
    if not slides:
        yield from reader.body(body[0], 0)


class _Reader:
    """Holds what references lead to."""

    def __init__(self, parts: Parts, styles: Styles) -> None:
        self._parts, self._styles = parts, styles

    def body(self, element: Any, depth: int, kind: str = "text") -> Iterator[Block]:
        """The blocks of a body, a slide, a box or a cell."""
        if depth > DEEPEST:
            return
        for each in element:
            match local(each):
                case "h":
                    level = said(each, "outline-level")
                    yield heading(int(level) if level.isdecimal() else 1, self._runs(each, "", ""))
                    yield from self._within(each, depth)
                case "p":
                    runs = self._runs(each, "", "")
                    yield heading(2, runs) if kind == "heading" else block(kind, runs)
                    yield from self._within(each, depth)
                case "list":
                    yield from self._list(each, depth, 0, said(each, "style-name"))
                case "table":
                    yield self._table(each, depth)
                case "frame":
                    yield from self._frame(each, depth)
                case "notes":
                    yield from self.body(each, depth + 1, "quote")
                case name if name in THROUGH:
                    yield from self.body(each, depth + 1, kind)

    def _frame(self, element: Any, depth: int) -> Iterator[Block]:
        kind = "heading" if said(element, "class") in TITLE else "text"
        named = first(element, "desc")
        if named is None:
            named = first(element, "title")
        image = first(element, "image")
        found = (
            self._picture(image, "".join(named.itertext()) if named is not None else "") if image is not None else None
        )
        if found is not None:
            yield found
        else:
            yield from self.body(element, depth + 1, kind)

    def _within(self, element: Any, depth: int) -> Iterator[Block]:
        """What is anchored in a paragraph."""
        for each in element:
            if local(each) == "frame":
                yield from self._frame(each, depth + 1)
            elif local(each) in ("a", "span") and depth < DEEPEST:
                yield from self._within(each, depth + 1)

    def _list(self, element: Any, depth: int, level: int, style: str) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        ordered = self._styles.counts.get((style, level + 1), False)
        for entry in element:
            for each in entry:
                match local(each):
                    case "p" | "h":
                        yield item(level, self._runs(each, "", ""), ordered=ordered)
                        yield from self._within(each, depth)
                    case "list":
                        yield from self._list(each, depth + 1, level + 1, said(each, "style-name") or style)

    def _runs(self, element: Any, marks: str, link: str) -> Iterator[Run]:
        yield BLANKS.sub(" ", element.text or ""), marks, link
        for each in element:
            match local(each):
                case "s":
                    yield blanks(each), marks, link
                case "tab":
                    yield "\t", marks, link
                case "line-break":
                    yield "\n", marks, link
                case "a":
                    yield from self._runs(each, marks, address(said(each, "href")))
                case "span":
                    more = self._styles.marks.get(said(each, "style-name"), "")
                    yield from self._runs(each, "".join(sorted({*marks, *more})), link)
                case name if name not in UNSEEN and name != "frame":
                    yield from self._runs(each, marks, link)
            yield BLANKS.sub(" ", each.tail or ""), marks, link

    def _picture(self, image: Any, alt: str) -> Block | None:
        inside = first(image, "binary-data")
        if inside is None:
            return picture(self._parts.read(said(image, "href").removeprefix("./")), alt)
        try:
            return picture(base64.b64decode(inside.text or ""), alt)
        except binascii.Error:
            return None

    def _table(self, element: Any, depth: int) -> Block:
        found = list(element.iter("{*}table-row"))
        rows = [
            [
                self._cell(each, depth, head=local(row.getparent()) == "table-header-rows")
                for each in row
                if local(each) == "table-cell"
            ]
            for row in found[:MOST_ROWS]
        ]
        return Block({"block": "table", "rows": rows, "cut": len(found) > MOST_ROWS})

    def _cell(self, element: Any, depth: int, *, head: bool) -> dict[str, Any]:
        runs: list[Run] = []
        for each in self.body(element, depth + 1):
            runs += [(run[0], run[1], run[2]) for run in each.head.get("runs", ())]
            runs.append(("\n", "", ""))
        across, down = said(element, "number-columns-spanned"), said(element, "number-rows-spanned")
        return cell(
            runs,
            across=int(across) if across.isdecimal() else 1,
            down=int(down) if down.isdecimal() else 1,
            head=head,
        )
