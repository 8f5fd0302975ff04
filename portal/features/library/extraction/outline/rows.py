"""Rows of a sheet as frames, as many as are shown."""

from collections.abc import Iterable, Iterator, Mapping

from portal.features.library.extraction.outline.blocks import Block, clean

Kept = tuple[str, str]  # a cell as shown, and the letter of its kind
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 5_000, 200, 200_000  # of a sheet
MOST_COUNTED = 2_000_000
LONGEST = 2_000  # characters of a cell
MOST_SHEETS = 100


def sheet_of(
    number: int, name: str, rows: Iterable[tuple[int, list[Kept]]], more: Mapping[str, object]
) -> Iterator[Block]:
    """Its head, its rows by their numbers, and how many there are in all."""
    yield Block({"sheet": number, "name": clean(name)[:200], "hidden": False, **more})
    last = columns = shown = cells = 0
    cut = False
    for at, row in rows:
        filled = _filled(row)
        if not filled:
            continue
        last, columns = max(last, at), max(columns, filled)
        width = min(filled, MOST_COLUMNS)
        if shown >= MOST_ROWS or cells + width > MOST_CELLS:
            cut = True
            if last >= MOST_COUNTED:
                break
            continue
        cut = cut or width < filled
        kept = [(clean(value)[:LONGEST], kind) for value, kind in row[:width]]
        shown, cells = shown + 1, cells + width
        yield Block(
            {"row": at, "cells": [value for value, _kind in kept], "kinds": "".join(kind for _value, kind in kept)}
        )
    yield Block({"sheet_end": number, "rows": last, "columns": columns, "cut": cut})


def _filled(row: list[Kept]) -> int:
    """The number of cells up to the last that says something."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1][0]), 0)
