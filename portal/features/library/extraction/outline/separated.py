"""Tables of text: which sign parts the cells, in which encoding, and whether the first row names the columns."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from portal.features.library.extraction.formats.words import decode_named
from portal.features.library.extraction.outline.blocks import Block
from portal.features.library.extraction.outline.rows import Kept, sheet_of

SIGNS = ",;\t|"
SAMPLE_ROWS = 50
NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:[ ',.]\d{3})+|\d+)(?:[.,]\d+)?\s?%?|[-+]?[$€£¥]\s?\d[\d,.]*")
DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?:[ T]\d\d?:\d\d(?::\d\d)?)?|\d\d?[./]\d\d?[./]\d{2,4}")
LONGEST_CELL = 10_000_000


def blocks(data: bytes) -> Iterator[Block]:
    """The one sheet of it."""
    text, encoding = decode_named(data)
    sign = _sign(text)
    first = list(_rows(text, sign, SAMPLE_ROWS))
    more = {"encoding": encoding, "delimiter": sign, "header": _named(first)}
    yield from sheet_of(1, "", _rows(text, sign), more)


def _rows(text: str, sign: str, most: int | None = None) -> Iterator[tuple[int, list[Kept]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    for number, row in enumerate(reader, start=1):
        if most is not None and number > most:
            return
        yield number, [(value, _kind(value)) for value in row]


def _kind(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        return " "
    return "n" if NUMBER.fullmatch(stripped) else "d" if DATE.fullmatch(stripped) else "t"


def _sign(text: str) -> str:
    """The sign that parts the first lines most evenly into most cells."""

    def even(sign: str) -> tuple[float, int]:
        rows = [len(row) for row in csv.reader(io.StringIO(text[:65536], newline=""), delimiter=sign) if row]
        usual, count = Counter(rows[:SAMPLE_ROWS]).most_common(1)[0] if rows else (1, 0)
        return (count / max(len(rows[:SAMPLE_ROWS]), 1) if usual > 1 else 0.0, usual)

    return max(SIGNS, key=even)


def _named(rows: list[tuple[int, list[Kept]]]) -> bool:
    """Whether the first row names the columns: words, each its own, above something that differs from words."""
    if len(rows) < 2 or not rows[0][1]:
        return False
    names = [value.strip().lower() for value, _kind in rows[0][1]]
    wordy = all(kind == "t" for _value, kind in rows[0][1] if _value.strip()) and len(set(names)) == len(names)
    return wordy and any(names)
