"""What stands in the index for each thing that can be found."""

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

from whoosh.fields import ID, STORED, TEXT, Schema

from portal.readers.search.words import Words

VERSION = 1  # raised when documents or words change; a worker that meets another number rebuilds
LONGEST_TEXT = 200_000  # characters of one page that are indexed


class Noun(IntEnum):
    """What a document stands for. The letter of its key is the first of the name, but for pages."""

    CURSOR = 0
    THREAD = 1
    POST = 2
    FILE = 3
    PAGE = 4
    PERSON = 5
    REST = 6  # pages of a file that wait for their turn


class Flag(IntFlag):
    """What can be asked of a document without reading it."""

    HAS_FILE = 1
    QUESTION = 2
    ANNOUNCEMENT = 4
    PDF = 8
    SHEET = 16
    IMAGE = 32
    WORD = 64
    SLIDES = 128
    MAIL = 256


SPAN = 1 << 48  # a group is its noun times this plus the id


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of a document: what filters, facets and orders need, kept in memory for every document.

    `group` holds what is shown as one hit: a thread with its posts, a file with its pages. `at` is in seconds.
    """

    noun: int
    id: int
    group: int
    workspace: int
    author: int
    audience: int
    at: int
    flags: int
    page: int

    def row(self) -> tuple[int, ...]:
        """As stored."""
        return (
            *(self.noun, self.id, self.group, self.workspace, self.author),
            *(self.audience, self.at, self.flags, self.page),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found. `about` is the title of the thread a post stands in; bodies are not stored."""

    facts: Facts
    title: str = ""
    about: str = ""
    body: str = ""

    @property
    def key(self) -> str:
        return key(self.facts.noun, self.facts.id, self.facts.page)

    def fields(self) -> dict[str, Any]:
        """As Whoosh takes it."""
        return {
            "key": self.key,
            "group": str(self.facts.group),
            "facts": self.facts.row(),
            "title": self.title,
            "about": self.about,
            "body": self.body[:LONGEST_TEXT],
            "words": self.title,
        }


def group(noun: Noun, row_id: int) -> int:
    """What is shown as one hit."""
    return noun * SPAN + row_id


def key(noun: int, row_id: int, page: int = 0) -> str:
    """The name of a document: one per row and page."""
    return f"{noun}.{row_id}.{page}"


def schema() -> Schema:
    """A new one. Bodies and titles are looked up in the database, so they are not stored."""
    stemmed = Words(stemmed=True)
    return Schema(
        key=ID(stored=True, unique=True),
        group=ID(),
        facts=STORED(),
        title=TEXT(analyzer=stemmed, phrase=True),
        about=TEXT(analyzer=stemmed, phrase=False),
        body=TEXT(analyzer=stemmed, phrase=True),
        words=TEXT(analyzer=Words(stemmed=False), phrase=False),
    )
