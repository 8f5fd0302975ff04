"""Web pages: headings, paragraphs, lists, tables and code, as a reader would see them. Nothing is fetched."""

import base64
import binascii
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from portal.features.library.extraction.formats.html import HIDDEN, source_of
from portal.features.library.extraction.outline.blocks import Block, Run, address, block, cell, heading, item
from portal.features.library.extraction.outline.pictures import picture

MARKS = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "cite": "i",
    "u": "u",
    "s": "s",
    "del": "s",
    "strike": "s",
    "code": "c",
}
MARKS |= {"kbd": "c", "samp": "c", "tt": "c"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
APART: tuple[str, ...] = (
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "address",
    "figure",
    "center",
)
APART += ("figcaption", "form", "fieldset", "dl", "dt", "dd", "body", "html", "summary", "details", "option", "title")
TABLE = ("table", "thead", "tbody", "tfoot", "caption", "tr")
LISTS = ("ul", "ol", "li")
BREAKS = frozenset((*APART, *TABLE, *LISTS, *HEADINGS, "pre", "blockquote", "hr"))
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"})
MOST_ROWS, MOST_BLOCKS = 5_000, 25_000
PIECE = 2 * 1024**2  # characters
DEEPEST = 50  # marks and links that are open at once
Load = Callable[[str], bytes]


def blocks(data: bytes) -> Iterator[Block]:
    """The page, block after block."""
    yield from blocks_of(source_of(data))


def blocks_of(source: str, load: Load = lambda _address: b"") -> list[Block]:
    """Those of a source; `load` gives the bytes of a picture by its address, or nothing."""
    reader = _Reader(load)
    for start in range(0, len(source), PIECE):
        reader.feed(source[start : start + PIECE])
        if len(reader.found) > MOST_BLOCKS:
            return reader.found
    reader.close()
    reader.flush()
    return reader.found


class _Reader(HTMLParser):
    """Gathers runs until a block ends. Tables within tables are flattened into the cell they stand in."""

    def __init__(self, load: Load) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._load = load
        self._runs: list[Run] = []
        self._hidden = ""
        self._marks: list[str] = []
        self._links: list[str] = []
        self._lists: list[bool] = []
        self._kind = "text"
        self._quotes = self._pre = self._tables = 0
        self._rows: list[list[dict[str, Any]]] = []
        self._cell: tuple[int, int, bool] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if self._hidden:
            return
        if tag in HIDDEN or "hidden" in said:
            self._hidden = "" if tag in VOID else tag
        elif tag in MARKS:
            self._marks = [*self._marks[-DEEPEST:], MARKS[tag]]
        elif tag == "a":
            self._links = self._links[-DEEPEST:]
            self._links.append(address(said.get("href", "")))
        elif tag == "img":
            self._image(said)
        elif tag == "br":
            self._runs.append(("\n", "", ""))
        else:
            self._block(tag, said)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden = "" if tag == self._hidden else self._hidden
        elif tag in MARKS and MARKS[tag] in self._marks:
            self._marks.remove(MARKS[tag])
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag == "table":
            self._close_table()
        elif tag in ("ul", "ol"):
            self.flush()
            del self._lists[-1:]
        elif tag == "pre":
            self.flush()
            self._pre = max(self._pre - 1, 0)
        elif tag == "blockquote":
            self.flush()
            self._quotes = max(self._quotes - 1, 0)
        elif tag in BREAKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if not self._pre:
            lead, trail = data[:1].isspace(), data[-1:].isspace()
            data = " ".join(data.split())
            data = f"{' ' if lead else ''}{data}{' ' if trail and data else ''}"
            if data[:1] == " " and (not self._runs or self._runs[-1][0][-1:] in (" ", "\n")):
                data = data[1:]
        if data:
            marks = "".join(sorted(set(self._marks)))
            self._runs.append((data, marks, next(filter(None, reversed(self._links)), "")))

    def flush(self) -> None:
        """End a block; in a cell it is a new line."""
        if self._cell is not None:
            if self._runs and self._runs[-1][0] != "\n":
                self._runs.append(("\n", "", ""))
            return
        kind, runs = self._kind, self._runs
        self._kind, self._runs = "text", []
        if not "".join(text for text, _marks, _link in runs).strip():
            return
        if kind in HEADINGS:
            self.found.append(heading(HEADINGS[kind], runs))
        elif kind == "li":
            self.found.append(item(len(self._lists) - 1, runs, ordered=bool(self._lists and self._lists[-1])))
        else:
            self.found.append(block("code" if self._pre else "quote" if self._quotes else "text", runs))

    def _block(self, tag: str, said: dict[str, str]) -> None:
        """What begins a block of its own ends the one before."""
        if tag in ("td", "th") and self._tables == 1:
            self._close_cell()
            self._cell = _number(said.get("colspan", "")), _number(said.get("rowspan", "")), tag == "th"
            return
        self._part(tag)
        if tag in LISTS or tag in HEADINGS:
            self._kind = tag if tag not in ("ul", "ol") else self._kind
        match tag:
            case "table":
                self._tables += 1
            case "tr" if self._tables == 1:
                self._close_cell()
                self._rows.append([])
            case "ul" | "ol":
                self._lists.append(tag == "ol")
            case "pre":
                self._pre += 1
            case "blockquote":
                self._quotes += 1
            case "hr" if self._cell is None:
                self.found.append(Block({"block": "rule"}))

    def _part(self, tag: str) -> None:
        """End what stood before; cells of a table within a cell are parted by tabs."""
        if tag in BREAKS:
            self.flush()
        elif tag in ("td", "th") and self._runs and self._runs[-1][0] != "\n":
            self._runs.append(("\t", "", ""))

    def _close_cell(self) -> None:
        if self._cell is not None and self._tables <= 1:
            across, down, head = self._cell
            self._rows = self._rows or [[]]
            self._rows[-1].append(cell(self._runs, across=across, down=down, head=head))
            self._cell, self._runs = None, []

    def _close_table(self) -> None:
        if self._tables == 1:
            self._close_cell()
            self.flush()
            rows = [row for row in self._rows if any(each["runs"] for each in row)]
            if rows:
                self.found.append(Block({"block": "table", "rows": rows[:MOST_ROWS], "cut": len(rows) > MOST_ROWS}))
            self._rows = []
        self._tables = max(self._tables - 1, 0)

    def _image(self, said: dict[str, str]) -> None:
        source, alt = said.get("src", ""), said.get("alt", "")
        found = None
        if self._cell is None and said.get("width") != "1":
            found = picture(_inside(source) if source.startswith("data:") else self._load(source), alt)
        if found is None:
            self.handle_data(alt)
            return
        kind = self._kind
        self.flush()
        self._kind = kind
        self.found.append(found)


def _inside(source: str) -> bytes:
    head, _comma, data = source.partition(",")
    try:
        return base64.b64decode(data) if head.endswith(";base64") else b""
    except (binascii.Error, ValueError):
        return b""


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 4 else 1
