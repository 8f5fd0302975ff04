"""Workbooks: each sheet's cells as they are shown, by their number formats."""

import re
from collections.abc import Iterator
from typing import Any

from portal.features.library.extraction.formats.archive import Parts, local, relations
from portal.features.library.extraction.formats.trouble import damaged
from portal.features.library.extraction.outline.blocks import Block
from portal.features.library.extraction.outline.figures import Formats, shown
from portal.features.library.extraction.outline.rows import MOST_COLUMNS, MOST_SHEETS, Kept, sheet_of

COLUMN = re.compile(r"([A-Z]{1,3})\d+")
MOST_STRINGS = 2_000_000


def blocks(data: bytes) -> Iterator[Block]:
    """Sheet after sheet, in the order of their tabs."""
    parts = Parts(data)
    book = next((name for name in parts.names if re.fullmatch(r"xl/workbook\d*\.xml", name)), "")
    if not book:
        raise damaged()
    targets = {key: target for key, _kind, target in relations(parts, book)}
    kinds = {kind.rpartition("/")[2]: target for _key, kind, target in relations(parts, book)}
    strings = _strings(parts, kinds.get("sharedStrings", ""))
    formats = _formats(parts, kinds.get("styles", ""))
    since_1904, sheets = _sheets(parts, book)
    for number, (name, key, hidden) in enumerate(sheets[:MOST_SHEETS], start=1):
        rows = _rows(parts, targets.get(key, ""), strings, formats, since_1904=since_1904)
        yield from sheet_of(number, name, rows, {"hidden": hidden})


def _sheets(parts: Parts, book: str) -> tuple[bool, list[tuple[str, str, bool]]]:
    """Whether days count from 1904, and name, key and whether it is hidden of each sheet."""
    found: list[tuple[str, str, bool]] = []
    early = False
    for element in parts.elements(book):
        if local(element) == "workbookPr":
            early = element.get("date1904", "0") in ("1", "true")
        elif local(element) == "sheet":
            key = next((value for name, value in element.items() if name.endswith("}id")), "")
            found.append((element.get("name", ""), key, element.get("state", "visible") != "visible"))
    return early, found


def _strings(parts: Parts, name: str) -> list[str]:
    found: list[str] = []
    for element in parts.elements(name, "si"):
        found.append(_text(element))
        element.clear()
        if len(found) >= MOST_STRINGS:
            break
    return found


def _text(element: Any) -> str:
    """The words of a cell, without how Japanese ones are read."""
    found = (each for each in element.iter() if local(each) == "t" and local(each.getparent()) != "rPh")
    return "".join(each.text or "" for each in found)


def _formats(parts: Parts, name: str) -> Formats:
    own: dict[int, str] = {}
    styles: list[int] = []
    for element in parts.elements(name):
        if local(element) == "numFmt":
            own[_number(element.get("numFmtId", ""))] = element.get("formatCode", "")
        elif local(element) == "cellXfs":
            styles = [_number(each.get("numFmtId", "")) for each in element if local(each) == "xf"]
    return Formats(own, styles)


def _rows(
    parts: Parts, name: str, strings: list[str], formats: Formats, *, since_1904: bool
) -> Iterator[tuple[int, list[Kept]]]:
    last = 0
    for element in parts.elements(name, "row"):
        last = _number(element.get("r", "")) or last + 1
        row: list[Kept] = []
        for each in element:
            at = _column(each.get("r", "")) or len(row) + 1
            if local(each) == "c" and at <= MOST_COLUMNS + 1:
                row += [("", " ")] * (at - len(row))
                row[at - 1] = _cell(each, strings, formats, since_1904=since_1904)
        yield last, row
        element.clear()
        while element.getprevious() is not None:  # or all empty rows stay in memory
            del element.getparent()[0]


def _cell(element: Any, strings: list[str], formats: Formats, *, since_1904: bool) -> Kept:
    value = next((each.text or "" for each in element if local(each) == "v"), "")
    match element.get("t", "n"):
        case "s":
            at = _number(value)
            return (strings[at], "t") if value and at < len(strings) else ("", " ")
        case "inlineStr":
            return _text(element), "t"
        case "b":
            return ("TRUE" if value == "1" else "FALSE"), "b"
        case "e":
            return value, "e"
        case "str" | "d" as kind:
            return value, "t" if kind == "str" else "d"
    return shown(value, formats.of(_number(element.get("s", ""))), since_1904=since_1904)


def _column(place: str) -> int:
    """AB12 is in column 28; 0 where it does not say."""
    found = COLUMN.fullmatch(place)
    at = 0
    for letter in found[1] if found else "":
        at = at * 26 + ord(letter) - 64
    return at


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 9 else 0
