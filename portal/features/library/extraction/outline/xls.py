"""Workbooks of before 2007: each sheet's cells by their values, since their formats are not read."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from portal.features.library.extraction.formats.trouble import damaged, protected
from portal.features.library.extraction.outline.blocks import Block
from portal.features.library.extraction.outline.figures import plain
from portal.features.library.extraction.outline.rows import MOST_SHEETS, Kept, sheet_of


def blocks(data: bytes) -> Iterator[Block]:
    """Sheet after sheet."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, each in enumerate(book.sheets_metadata[:MOST_SHEETS], start=1):
            hidden = {"hidden": each.visible != SheetVisibleEnum.Visible}
            yield from sheet_of(number, each.name, _rows(book, each.name), hidden)
    except PasswordError as error:
        raise protected() from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged() from error


def _rows(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[Kept]]]:
    sheet = book.get_sheet_by_name(name)
    for number, row in enumerate(sheet.iter_rows(), start=(sheet.start or (0, 0))[0] + 1):
        yield number, [_cell(value) for value in row]


def _cell(value: object) -> Kept:
    match value:
        case bool():
            return ("TRUE" if value else "FALSE"), "b"
        case int() | float():
            return plain(float(value)), "n"
        case datetime() if value.time() == time():
            return value.date().isoformat(), "d"
        case datetime() | date() | time():
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat(), "d"
        case timedelta():
            return str(value), "d"
    return (str(value), "t") if value not in ("", None) else ("", " ")
