"""Tables as text, for any program that makes sheets. Nothing in one is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a program calculate instead of show
MARK = "\ufeff"  # tells programs that letters are in UTF-8


def csv_table(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """The text of a CSV file. Only texts are made harmless: numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return MARK + out.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
