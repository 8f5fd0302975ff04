"""What a search index is, whichever one it is: what the indexer writes, and what asking needs of it.

An index knows numbers of rows, figures and words, and nothing of the tables behind them. It answers only with documents
of the audiences it is told of: hits, counts and spellings alike. Whoever asks looks each hit up in the database again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from portal.kernel.access import Actor
from portal.kernel.text.tongues import ENGLISH
from portal.readers.search.contents import Batch, Document, Facts, Noun
from portal.readers.search.typed import Wanted

PAGES = 3  # documents of a proposal beside the best that are worth showing: pages of a file


@dataclass(frozen=True, slots=True)
class Among:
    """Documents with one of these values in a column of `Facts`."""

    column: str
    values: frozenset[int]


@dataclass(frozen=True, slots=True)
class Having:
    """Documents that have all these flags."""

    flags: int


@dataclass(frozen=True, slots=True)
class Since:
    """Documents of that second (since 1970) and later."""

    second: int


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that fail a test."""

    test: "Test"


@dataclass(frozen=True, slots=True)
class Both:
    """Documents that pass all of these."""

    tests: tuple["Test", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Documents that pass any of these; none without a test."""

    tests: tuple["Test", ...]


Test = Among | Having | Since | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, by whom, in which audiences; `tests` narrow it always.

    `chosen` are the choices of facets: they narrow hits and counts, but the counts of a facet leave out its own.
    With `names` only titles are looked in, word by word as they stand, and the last word may be only begun. With
    `strict` only documents with all the words fit, however few they are.
    `languages` are those of the workspaces: words are sought by their roots in each.
    """

    actor: Actor
    audiences: frozenset[int]
    wanted: tuple[Wanted, ...] = ()
    unwanted: tuple[Wanted, ...] = ()
    tests: tuple[Test, ...] = ()
    chosen: Mapping[str, Sequence[Test]] = field(default_factory=dict)
    names: bool = False
    strict: bool = False
    languages: tuple[str, ...] = (ENGLISH,)


@dataclass(slots=True)
class Proposal:
    """What the index says fits: documents of one group, best first, a few of them; `count` are all that fit.

    `fields` are where the words stand in the best one: title, body, about.
    """

    score: float
    facts: list[Facts] = field(default_factory=list)
    count: int = 0
    fields: frozenset[str] = frozenset()

    @property
    def best(self) -> Facts:
        return self.facts[0]

    def of(self, noun: Noun) -> list[Facts]:
        return [each for each in self.facts if each.noun == noun]


@dataclass(slots=True)
class Counts:
    """How many groups each choice of a facet would leave, by id; of authors the most frequent are enough."""

    workspace: Counter[int] = field(default_factory=Counter)
    audience: Counter[int] = field(default_factory=Counter)
    author: Counter[int] = field(default_factory=Counter)
    kind: Counter[str] = field(default_factory=Counter)
    since: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Found:
    """The answer. `total` counts groups. `either` is set when (nearly) none has all words, and these have some."""

    total: int = 0
    either: bool = False
    proposals: list[Proposal] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of the answer is wanted: order (`best` or `newest`), how many proposals, and what to count.

    `kinds` are the tests counted as kinds, `since` the seconds from which on documents are counted; without both
    nothing is counted but the total.
    """

    order: str = "best"
    most: int = 20
    kinds: Mapping[str, Test] = field(default_factory=dict)
    since: tuple[int, ...] = ()


class Missing(RuntimeError):
    """There is no index, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word of documents that may be read. Where an index knows only its root, `example` is a post it stands in."""

    term: str
    example: Facts | None = None


class State(Protocol):
    """One state of an index: whatever is asked of it belongs together."""

    def find(self, question: Question, wish: Wish) -> Found:
        """The answer to a question."""

    def likelier(self, word: str, question: Question) -> list[Spelling]:
        """Words one letter away that documents of these audiences have, the most frequent first; none for a known word.

        The question is the whole one: its audiences count, its words do not.
        """

    def cursors(self) -> dict[int, int]:
        """How far it has come, by audience id."""

    def rest(self) -> Facts | None:
        """A file whose pages wait for their turn, else a workspace that is read anew."""


class Building(Protocol):
    """A new index that nobody reads yet. It outlives the process that fills it: another one goes on from `place`."""

    @property
    def place(self) -> tuple[int, int]:
        """The last table and row that are in it; (0, 0) at first."""

    @property
    def reached(self) -> Mapping[int, int]:
        """The numbers of the ledger noted before the first row was read."""

    def add(self, documents: Iterable[Document], place: tuple[int, int]) -> None:
        """Put in the documents up to a place, all or none."""

    def apply(self, batch: Batch) -> None:
        """Catch up with what came meanwhile."""

    def state(self) -> State:
        """What is in it now."""

    def publish(self) -> None:
        """Make it the one in use."""


class SearchIndex(Protocol):
    """The index in use, and how it is written: by one process at a time, under `alone`."""

    def reading(self) -> AbstractContextManager[State]:
        """Its newest state. Raises Missing."""

    def apply(self, batch: Batch) -> None:
        """Do it all or nothing; the next state has it."""

    def epoch(self) -> str:
        """The epoch of the ledger it was built from. Raises Missing."""

    def name(self) -> str:
        """Which one is in use; another after each rebuild. Raises Missing."""

    def tidy(self) -> bool:
        """Do a part of what keeps it quick; False when there is nothing to do."""

    def build(self, epoch: str, reached: Mapping[int, int]) -> Building:
        """The new index of that epoch of the ledger: one that was begun and interrupted, or an empty one."""

    def alone(self, what: str, *, wait: bool = True) -> AbstractContextManager[bool]:
        """Be the only one on the machine (or the database) to `write`, `tidy` or `build`; False when another is."""
