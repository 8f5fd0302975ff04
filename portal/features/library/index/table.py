"""The list as CSV, for any program that makes tables. Nothing in it is taken for a formula."""

import csv
import io
from collections.abc import Sequence

from portal.features.library.index.rows import Row, heads

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a program calculate instead of show
MARK = "\ufeff"  # tells programs that letters are in UTF-8


def table(rows: Sequence[Row]) -> str:
    """The text of the file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads())
    for row in rows:
        at = row.at.strftime("%Y-%m-%d %H:%M UTC")
        words = (row.media_type, row.by, at, row.sha256, row.said)
        writer.writerow([_harmless(row.folder), _harmless(row.name), row.version, row.size, *map(_harmless, words)])
    return MARK + out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
