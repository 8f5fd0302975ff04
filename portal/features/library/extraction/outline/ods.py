"""OpenDocument spreadsheets: each sheet's cells as they were shown when it was saved."""

from collections.abc import Iterator
from typing import Any

from portal.features.library.extraction.formats.archive import local, said
from portal.features.library.extraction.formats.odf import opened, text_of
from portal.features.library.extraction.outline.blocks import Block
from portal.features.library.extraction.outline.rows import MOST_COLUMNS, MOST_SHEETS, Kept, sheet_of

KINDS = {"float": "n", "percentage": "n", "currency": "n", "date": "d", "time": "d", "boolean": "b"}
MOST_REPEATED = 5_000  # rows that are alike


def blocks(data: bytes) -> Iterator[Block]:
    """Sheet after sheet."""
    parts = opened(data)
    number = 0
    for element in parts.elements("content.xml", "table"):
        if any(local(each) == "table" for each in element.iterancestors()):
            continue  # within a cell: its words are the cell's
        number += 1
        if number > MOST_SHEETS:
            return
        yield from sheet_of(number, said(element, "name"), _rows(element), {})
        element.clear()


def _rows(table: Any) -> Iterator[tuple[int, list[Kept]]]:
    at = 1
    for element in table.iter():
        if local(element) != "table-row":
            continue
        cells = list(_cells(element))
        repeated = _count(element, "number-rows-repeated")
        says = any(value for value, _kind in cells)
        for more in range(min(repeated, MOST_REPEATED) if says else 0):
            yield at + more, cells
        at += repeated


def _cells(row: Any) -> Iterator[Kept]:
    left = MOST_COLUMNS + 1
    for element in row:
        if local(element) not in ("table-cell", "covered-table-cell"):
            continue
        lines = [text_of(each) for each in element if local(each) == "p"]
        value = "\n".join(lines)
        kind = KINDS.get(said(element, "value-type"), "t") if value else " "
        repeated = min(_count(element, "number-columns-repeated"), left)
        left -= repeated
        for _more in range(repeated):
            yield value, kind


def _count(element: Any, name: str) -> int:
    given = said(element, name)
    return max(int(given), 1) if given.isdecimal() and len(given) < 8 else 1
