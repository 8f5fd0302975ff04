"""Spreadsheets, new and old: one page a sheet, cells parted by tabs."""

import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from .archive import OLE, Parts
from .trouble import damaged, protected

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def pages(data: bytes) -> Iterator[str]:
    """The words and figures of each sheet, its name first."""
    if not data.startswith(OLE):
        Parts(data)  # refuses what unpacks to too much
    elif ENCRYPTED in data:
        raise protected()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield "\n".join((name, *_rows(book, name)))
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
