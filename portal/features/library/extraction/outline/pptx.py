"""Presentations: slide after slide, its title, its points, its tables and pictures, then its notes."""

from collections.abc import Iterator
from typing import Any

from portal.features.library.extraction.formats.archive import Parts, first, local, relations, said
from portal.features.library.extraction.formats.pptx import MAIN, order_of
from portal.features.library.extraction.formats.trouble import damaged
from portal.features.library.extraction.outline.blocks import Block, Run, address, block, cell, heading, item, page
from portal.features.library.extraction.outline.pictures import picture

TITLES = ("title", "ctrTitle")
POINTS = ("body", "obj", "")  # a placeholder for points; one without a kind is one
BESIDE = ("sldNum", "dt", "ftr", "hdr", "sldImg")
DEEPEST = 30
MOST_ROWS = 500


def blocks(data: bytes) -> Iterator[Block]:
    """The slides in the order they are shown."""
    parts = Parts(data)
    if MAIN not in parts.names:
        raise damaged()
    targets = {key: target for key, _kind, target in relations(parts, MAIN)}
    for number, key in enumerate(order_of(parts), start=1):
        name = targets.get(key, "")
        yield page(number, "")
        yield from _Slide(parts, name).blocks()


class _Slide:
    def __init__(self, parts: Parts, name: str) -> None:
        self._parts = parts
        self._root = parts.tree(name)
        found = relations(parts, name, outside=True)
        self._links = {key: target for key, _kind, target in found}
        self._notes = next((target for _key, kind, target in found if kind.endswith("/notesSlide")), "")

    def blocks(self) -> Iterator[Block]:
        """What is drawn, then what is said."""
        tree = first(self._root, "cSld", "spTree") if self._root is not None else None
        if tree is not None:
            yield from self._shapes(tree, 0)
        notes = self._parts.tree(self._notes) if self._notes else None
        spoken = first(notes, "cSld", "spTree") if notes is not None else None
        for shape in spoken if spoken is not None else ():
            if _kind(shape) in POINTS:
                yield from (block("quote", runs) for _depth, runs in self._paragraphs(shape))

    def _shapes(self, tree: Any, depth: int) -> Iterator[Block]:
        for shape in tree:
            match local(shape):
                case "sp" if _kind(shape) not in BESIDE:
                    yield from self._text(shape)
                case "grpSp" if depth < DEEPEST:
                    yield from self._shapes(shape, depth + 1)
                case "pic":
                    yield from self._picture(shape)
                case "graphicFrame":
                    yield from (self._table(each) for each in shape.iter() if local(each) == "tbl")
                case "AlternateContent" if depth < DEEPEST and (chosen := first(shape, "Choice")) is not None:
                    yield from self._shapes(chosen, depth + 1)

    def _text(self, shape: Any) -> Iterator[Block]:
        kind = _kind(shape)
        for depth, runs in self._paragraphs(shape):
            if kind in TITLES:
                yield heading(2, runs)
            elif kind in POINTS:
                yield item(depth, runs, ordered=False)
            else:
                yield block("text", runs)

    def _paragraphs(self, shape: Any) -> Iterator[tuple[int, list[Run]]]:
        body = first(shape, "txBody")
        for each in body if body is not None else ():
            if local(each) == "p":
                look = first(each, "pPr")
                level = said(look, "lvl") if look is not None else ""
                yield int(level) if level.isdecimal() else 0, list(self._runs(each))

    def _runs(self, paragraph: Any) -> Iterator[Run]:
        for each in paragraph:
            match local(each):
                case "r" | "fld":
                    look, text = first(each, "rPr"), first(each, "t")
                    link = first(look, "hlinkClick") if look is not None else None
                    target = address(self._links.get(said(link, "id"), "")) if link is not None else ""
                    yield (text.text or "") if text is not None else "", _marks(look), target
                case "br":
                    yield "\n", "", ""

    def _picture(self, shape: Any) -> Iterator[Block]:
        blip = first(shape, "blipFill", "blip")
        named = first(shape, "nvPicPr", "cNvPr")
        name = self._links.get(said(blip, "embed"), "") if blip is not None else ""
        found = picture(self._parts.read(name), said(named, "descr") if named is not None else "")
        if found is not None:
            yield found

    def _table(self, table: Any) -> Block:
        found = [each for each in table if local(each) == "tr"]
        rows = [
            [self._cell(each) for each in row if local(each) == "tc" and not _covered(each)]
            for row in found[:MOST_ROWS]
        ]
        return Block({"block": "table", "rows": rows, "cut": len(found) > MOST_ROWS})

    def _cell(self, element: Any) -> dict[str, Any]:
        lines = [run for _depth, runs in self._paragraphs(element) for run in (*runs, ("\n", "", ""))]
        across, down = said(element, "gridSpan"), said(element, "rowSpan")
        return cell(
            lines,
            across=int(across) if across.isdecimal() else 1,
            down=int(down) if down.isdecimal() else 1,
        )


def _covered(element: Any) -> bool:
    return said(element, "hMerge") in ("1", "true") or said(element, "vMerge") in ("1", "true")


def _kind(shape: Any) -> str | None:
    """The kind of placeholder, or None for a shape that is none."""
    outer = next((each for each in shape if local(each) == "nvSpPr"), None)
    found = first(outer, "nvPr", "ph") if outer is not None else None
    return said(found, "type") if found is not None else None


def _marks(look: Any) -> str:
    if look is None:
        return ""
    on = ("1", "true")
    return "".join(
        mark
        for mark, said_so in (
            ("b", said(look, "b") in on),
            ("i", said(look, "i") in on),
            ("u", said(look, "u") not in ("", "none")),
            ("s", said(look, "strike") not in ("", "noStrike")),
        )
        if said_so
    )
