"""The figures of every document in memory: kept per segment, which never changes, and laid end to end per reading."""

from array import array
from collections.abc import Sequence
from typing import Any

from portal.readers.search.index.schema import Facts

EMPTY = (0,) * 9
MEASURED = ("title", "body", "about")  # fields whose lengths the scores need


class Figures:
    """Columns of numbers by document number: those of `Facts`, then the lengths of fields in words."""

    __slots__ = ("columns",)

    def __init__(self, columns: "Sequence[array[int]] | None" = None) -> None:
        self.columns = columns or [array("q") for _column in (*EMPTY, *MEASURED)]

    @property
    def noun(self) -> "array[int]":
        return self.columns[0]

    @property
    def group(self) -> "array[int]":
        return self.columns[2]

    @property
    def workspace(self) -> "array[int]":
        return self.columns[3]

    @property
    def author(self) -> "array[int]":
        return self.columns[4]

    @property
    def audience(self) -> "array[int]":
        return self.columns[5]

    @property
    def at(self) -> "array[int]":
        return self.columns[6]

    @property
    def flags(self) -> "array[int]":
        return self.columns[7]

    def of(self, number: int) -> Facts:
        """All of one document."""
        return Facts(*(column[number] for column in self.columns[: len(EMPTY)]))

    def length_of(self, field: str) -> "array[int]":
        """How many words the field of each document has."""
        return self.columns[len(EMPTY) + MEASURED.index(field)]

    def add(self, more: "Figures") -> None:
        """Lay another segment behind."""
        for mine, theirs in zip(self.columns, more.columns, strict=True):
            mine.extend(theirs)


def read(reader: Any) -> Figures:
    """The figures of one segment, deleted documents included (their numbers stay)."""
    numbers = range(reader.doc_count_all())
    rows = [reader.stored_fields(number).get("facts", EMPTY) for number in numbers]
    columns = [array("q", column) for column in zip(*rows, strict=True)]
    lengths = [array("q", (reader.doc_field_length(each, name, 0) or 0 for each in numbers)) for name in MEASURED]
    return Figures([*columns, *lengths])
