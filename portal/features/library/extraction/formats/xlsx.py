"""Spreadsheets, new and old: one page a sheet, cells parted by tabs; then comments, charts and text boxes."""

import io
import re
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from portal.features.library.extraction.formats.archive import OLE, Parts, paragraphs
from portal.features.library.extraction.formats.trouble import damaged, protected

BESIDE = re.compile(r"xl/(?:comments|threadedComments/threadedComment|charts/chart|drawings/drawing)\d*\.xml")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def pages(data: bytes) -> Iterator[str]:
    """The words and figures of each sheet, its name first."""
    beside: list[str] = []
    if not data.startswith(OLE):
        parts = Parts(data)  # refuses what unpacks to too much
        beside = [paragraphs(parts, name) for name in sorted(filter(BESIDE.fullmatch, parts.names))]
    elif ENCRYPTED in data:
        raise protected()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield "\n".join((name, *_rows(book, name)))
        if any(words.strip() for words in beside):
            yield "\n".join(beside)
    except PasswordError as error:
        raise protected() from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
        raise damaged() from error


def _rows(book: CalamineWorkbook, name: str) -> Iterator[str]:
    for row in book.get_sheet_by_name(name).iter_rows():
        line = "\t".join(_cell(value) for value in row).rstrip()
        if line:
            yield line


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
