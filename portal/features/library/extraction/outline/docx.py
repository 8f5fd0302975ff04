"""Word documents: headings, paragraphs, lists, tables and pictures of the body, in order."""

from collections.abc import Iterator
from typing import Any

from portal.features.library.extraction.formats.archive import Parts, first, local, relations, said
from portal.features.library.extraction.formats.docx import main_part
from portal.features.library.extraction.outline.blocks import Block, Run, address, block, cell, heading, item
from portal.features.library.extraction.outline.pictures import picture
from portal.features.library.extraction.outline.word_styles import Styles, styles_of

MARKS = {"b": "b", "i": "i", "u": "u", "strike": "s"}
OFF = ("0", "false", "none", "off")
WITHIN = frozenset({"sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "fldSimple", "dir", "bdo"})
MOST_ROWS, DEEPEST = 2_000, 30


def blocks(data: bytes) -> Iterator[Block]:
    """The body, block after block."""
    parts = Parts(data)
    main = main_part(parts)
    root = parts.tree(main)
    links = {key: target for key, _kind, target in relations(parts, main, outside=True)}
    reader = _Reader(parts, links, styles_of(parts, main))
    body = first(root, "body")
    yield from reader.body(root if body is None else body, 0)


class _Reader:
    """Holds what references lead to."""

    def __init__(self, parts: Parts, links: dict[str, str], styles: Styles) -> None:
        self._parts, self._links, self._styles = parts, links, styles

    def body(self, element: Any, depth: int) -> Iterator[Block]:
        """The blocks of a body, a cell or a box."""
        if depth > DEEPEST:
            return
        for each in element:
            match local(each):
                case "p":
                    yield from self._paragraph(each, depth)
                case "tbl":
                    yield self._table(each, depth)
                case name if name in WITHIN:
                    yield from self.body(each, depth + 1)

    def _paragraph(self, element: Any, depth: int) -> Iterator[Block]:
        runs = list(self._runs(element, ""))
        look = self._styles.of(element)
        if look.heading:
            yield heading(look.heading, runs)
        elif look.depth is not None:
            yield item(look.depth, runs, ordered=look.ordered)
        else:
            yield block("quote" if look.quote else "text", runs)
        for each in element.iter("{*}blip", "{*}imagedata", "{*}txbxContent"):
            if _own(each, element) and local(each) == "txbxContent":
                yield from self.body(each, depth + 1)
            elif _own(each, element):
                yield from self._picture(each)

    def _runs(self, element: Any, link: str) -> Iterator[Run]:
        for each in element:
            match local(each):
                case "r":
                    yield from self._run(each, link)
                case "hyperlink":
                    yield from self._runs(each, address(self._links.get(said(each, "id"), "")))
                case "oMath" | "oMathPara":
                    yield "".join(part.text or "" for part in each.iter() if local(part) == "t"), "", ""
                case name if name in WITHIN:
                    yield from self._runs(each, link)

    def _run(self, element: Any, link: str) -> Iterator[Run]:
        marks = "".join(mark for name, mark in MARKS.items() if _on(first(element, "rPr", name)))
        if _on(first(element, "rPr", "vanish")):
            return
        for each in element:
            match local(each):
                case "t":
                    yield each.text or "", marks, link
                case "tab":
                    yield "\t", marks, link
                case "br" | "cr":
                    yield "\n", marks, link
                case "noBreakHyphen":
                    yield "-", marks, link

    def _picture(self, element: Any) -> Iterator[Block]:
        name = self._links.get(said(element, "embed") or said(element, "id"), "")
        around = next((each for each in element.iterancestors() if local(each) in ("inline", "anchor")), None)
        named = first(around, "docPr") if around is not None else None
        alt = said(named, "descr") if named is not None else ""
        found = picture(self._parts.read(name), alt)
        if found is not None:
            yield found

    def _table(self, element: Any, depth: int) -> Block:
        rows: list[list[dict[str, Any]]] = []
        open_cells: dict[int, dict[str, Any]] = {}  # by column, those that reach down
        found = [each for each in _within(element) if local(each) == "tr"]
        for row in found[:MOST_ROWS]:
            head = _on(first(row, "trPr", "tblHeader"))
            rows.append(self._row(row, open_cells, depth, head=head))
        return Block({"block": "table", "rows": rows, "cut": len(found) > MOST_ROWS})

    def _row(self, row: Any, above: dict[int, dict[str, Any]], depth: int, *, head: bool) -> list[dict[str, Any]]:
        cells: list[dict[str, Any]] = []
        column = 0
        for each in (each for each in _within(row) if local(each) == "tc"):
            span = first(each, "tcPr", "gridSpan")
            across = int(said(span, "val") or 1) if span is not None and said(span, "val").isdecimal() else 1
            merged = first(each, "tcPr", "vMerge")
            if merged is not None and said(merged, "val") != "restart" and column in above:
                above[column]["down"] += 1
            else:
                made = cell(self._flat(each, depth), across=across, head=head)
                cells.append(made)
                above.pop(column, None)
                if merged is not None:
                    above[column] = made
            column += across
        return cells

    def _flat(self, element: Any, depth: int) -> Iterator[Run]:
        """What stands in a cell as lines; a table within one as well."""
        for each in self.body(element, depth + 1):
            for run in each.head.get("runs", ()):
                yield run[0], run[1], run[2]
            for row in each.head.get("rows", ()):
                yield "\t".join("".join(run[0] for run in one["runs"]) for one in row) + "\n", "", ""
            if each.head.get("runs"):
                yield "\n", "", ""


def _within(element: Any) -> Iterator[Any]:
    """Its children, those that stand in controls as well."""
    for each in element:
        if local(each) in WITHIN:
            yield from _within(each)
        else:
            yield each


def _on(switch: Any) -> bool:
    return switch is not None and said(switch, "val").lower() not in OFF


def _own(element: Any, paragraph: Any) -> bool:
    """Whether nothing between them has it already: a box within it, or what is said again for old programs."""
    for each in element.iterancestors():
        if each is paragraph:
            return True
        if local(each) in ("Fallback", "txbxContent"):
            return False
    return False
