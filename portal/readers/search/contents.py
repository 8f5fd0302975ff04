"""What stands in a search index for each thing that can be found."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from portal.kernel.text.tongues import ENGLISH

SPAN = 1 << 48  # a group is its noun times this plus the id


class Noun(IntEnum):
    """What a document stands for."""

    CURSOR = 0
    THREAD = 1
    POST = 2
    FILE = 3
    PAGE = 4
    PERSON = 5
    REST = 6  # pages of a file that wait for their turn
    AGAIN = 7  # a workspace that is read anew


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


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of a document: what filters, facets and orders need.

    `group` holds what is shown as one hit: a thread with its posts, a file with its pages; its documents share
    workspace and audience. `author` is the id of a member. `at` is in seconds.
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
        """As stored: plain numbers."""
        figures = (
            *(self.noun, self.id, self.group, self.workspace, self.author),
            *(self.audience, self.at, self.flags, self.page),
        )
        return tuple(map(int, figures))


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found. `about` is the title of the thread a post stands in, and weighs least.

    `language` is that of its workspace.
    """

    facts: Facts
    title: str = ""
    about: str = ""
    body: str = ""
    language: str = ENGLISH

    @property
    def key(self) -> str:
        return key(self.facts.noun, self.facts.id, self.facts.page)


def group(noun: Noun, row_id: int) -> int:
    """What is shown as one hit."""
    return noun * SPAN + row_id


def key(noun: int, row_id: int, page: int = 0) -> str:
    """The name of a document: one per row and page."""
    return f"{noun}.{row_id}.{page}"


@dataclass(slots=True)
class Batch:
    """What one commit does: take out keys and whole groups, put in documents, move cursors (audience id: number)."""

    keys: set[str] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    documents: list[Document] = field(default_factory=list)
    cursors: dict[int, int] = field(default_factory=dict)
