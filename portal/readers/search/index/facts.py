"""The figures of documents in memory, a column each: read once from a segment, which never changes."""

import os
from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from portal.readers.search.contents import Facts

NAMES = ("noun", "id", "group", "workspace", "author", "audience", "at", "flags", "page")
EMPTY = (0,) * len(NAMES)
MEASURED = ("title", "body", "about")  # fields whose lengths the scores need
CODES = "Bqqiiiqii" + "i" * len(MEASURED)


class Figures:
    """Columns of numbers by document: those of `Facts`, then the lengths of fields in words."""

    __slots__ = (*NAMES, "columns")

    noun: "array[int]"
    id: "array[int]"
    group: "array[int]"
    workspace: "array[int]"
    author: "array[int]"
    audience: "array[int]"
    at: "array[int]"
    flags: "array[int]"
    page: "array[int]"

    def __init__(self, columns: Iterable[Iterable[int]]) -> None:
        self.columns = [
            column if isinstance(column, array) else array(code, column)
            for code, column in zip(CODES, columns, strict=True)
        ]
        for name, column in zip(NAMES, self.columns, strict=False):
            setattr(self, name, column)

    def of(self, number: int) -> Facts:
        """All of one document."""
        return Facts(*(column[number] for column in self.columns[: len(NAMES)]))

    def length_of(self, field: str) -> "array[int]":
        """How many words the field of each document has."""
        return self.columns[len(NAMES) + MEASURED.index(field)]

    def ordered(self, order: Sequence[int]) -> "Figures":
        """The same documents in another order."""
        return Figures([map(column.__getitem__, order) for column in self.columns])


def laid(parts: Iterable[Figures]) -> Figures:
    """The documents of several segments, end to end."""
    columns = [array(code) for code in CODES]
    for part in parts:
        for whole, column in zip(columns, part.columns, strict=True):
            whole.extend(column)
    return Figures(columns)


def kept(reader: Any, path: Path) -> Figures:
    """The figures of one segment, deleted documents included (their numbers stay).

    Whoosh reads them one by one, so whoever comes first puts them beside the segment, as they are in memory.
    """
    with suppress(OSError, ValueError):
        return _unpacked(path.read_bytes(), reader.doc_count_all())
    found = _read(reader)
    with suppress(OSError):  # it goes on without
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.write_bytes(_packed(found))
        fresh.rename(path)
    return found


def _packed(figures: Figures) -> bytes:
    columns = b"".join(column.tobytes() for column in figures.columns)
    return crc32(columns).to_bytes(4, "big") + columns


def _unpacked(said: bytes, many: int) -> Figures:
    """The columns of so many documents. ValueError if it was cut short, or is of another machine."""
    if crc32(said[4:]) != int.from_bytes(said[:4], "big") or len(said) != 4 + many * sum(
        array(c).itemsize for c in CODES
    ):
        raise ValueError("not the figures of this segment")
    columns, at = [array(code) for code in CODES], 4
    for column in columns:
        column.frombytes(said[at : at + many * column.itemsize])
        at += many * column.itemsize
    return Figures(columns)


def _read(reader: Any) -> Figures:
    numbers = range(reader.doc_count_all())
    rows = [reader.stored_fields(number).get("facts", EMPTY) for number in numbers]
    columns: list[Iterable[int]] = list(zip(*rows, strict=True)) or [()] * len(NAMES)
    columns += [[reader.doc_field_length(each, name, 0) or 0 for each in numbers] for name in MEASURED]
    return Figures(columns)
