"""What a search gives back: hits, counts, what was understood. Plain values; nothing here asks the database."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from portal.features.workspaces.shown import PersonView


class HitKind(StrEnum):
    """What was found."""

    THREAD = "thread"
    POST = "post"
    FILE = "file"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace of a hit, by public id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Readers:
    """The audience of a hit: `everyone`, `team` or `circle`, its name (of a circle) and public id."""

    kind: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class PageHit:
    """One page of a file with the words in it."""

    page: int
    url: str
    snippet: Markup


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: a thread (by its title or its best post), a file (by name or words) or a person.

    `title` is plain, `marked` the same with <mark> around what was asked for. `page` is the best page of a file and
    None when only its name fits; `pages` are up to three. `more` counts further posts (or pages) here that fit too.
    `score` falls with the rank; it is 0 when ordered by date. `what` says more for a line of small print: the kind of
    a thread ("question"), the media type of a file. `number` counts replies of a thread, pages of a file.
    `fields` are where the words stand in the best document: title, body, about (the title of the thread above a post).
    `synonyms` stand in place of words asked for; `exact`: what was quoted stands there just as it was quoted.
    `accepted`: the question is answered (or this post is the answer); `closed`: the thread takes no more posts.
    """

    kind: HitKind
    id: str
    title: str
    marked: Markup
    workspace: Place
    audience: Readers
    author: PersonView | None
    date: datetime
    url: str
    snippet: Markup
    score: float
    name: str = ""
    page: int | None = None
    pages: list[PageHit] = field(default_factory=list)
    more: int = 0
    what: str = ""
    number: int = 0
    accepted: bool = False
    closed: bool = False
    fields: frozenset[str] = frozenset()
    synonyms: tuple[str, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One choice of a facet: what to send back, how to call it, how many hits it leaves, whether it is chosen now.

    `kind` is that of an audience (for its sign), else empty.
    """

    value: str
    label: str
    number: int
    chosen: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """An operator in the text, as understood. `without` is the text with it taken away.

    `problem` explains kindly why it was left out of account; empty when it was used.
    """

    text: str
    label: str
    without: str
    problem: str = ""


@dataclass(slots=True)
class Results:
    """The answer to one search. `total` and `facets` count only what the searcher may see.

    `facets` has the keys workspace, kind, author, audience and date (whose values are ISO days for `since`).
    `spread` is in how many workspaces they are; the facet names only the fullest.
    `suggestion` is the whole text with a likelier spelling. `either` is set when no hit had all words and these have
    some. `rebuilding` is set while the index is being made; hits may be missing until then.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    facets: dict[str, list[FacetCount]] = field(default_factory=dict)
    suggestion: str | None = None
    spread: int = 0
    rebuilding: bool = False
    either: bool = False
    understood: list[Chip] = field(default_factory=list)
