"""The list as CSV."""

from collections.abc import Sequence

from portal.features.library.index.rows import Row, heads
from portal.kernel.text import csv_table


def table(rows: Sequence[Row]) -> str:
    """The text of the file."""
    return csv_table(heads(), [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[object, ...]:
    at = row.at.strftime("%Y-%m-%d %H:%M UTC")
    return (row.folder, row.name, row.version, row.size, row.media_type, row.by, at, row.sha256, row.said)
