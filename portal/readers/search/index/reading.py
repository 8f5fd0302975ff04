"""Reading the index: searchers that are lent to one thread at a time and opened anew when something was committed."""

import pickle
import struct
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshError
from whoosh.searching import Searcher

from portal.readers.search.index import facts
from portal.readers.search.index.facts import Figures
from portal.readers.search.index.place import current, opened
from portal.readers.search.index.schema import Facts, Noun

EXTENSION = "throughline.search"
IDLE = 4  # searchers kept open; each holds some megabytes
TRIES = 3  # a commit may take files away between the list of segments and their opening
# What Whoosh raises on files that are missing, cut short or not its own.
BROKEN = (OSError, EOFError, WhooshError, LookupError, ValueError, TypeError, struct.error, pickle.UnpicklingError)


class Missing(RuntimeError):
    """There is no index, or it cannot be read."""


@dataclass(slots=True)
class Reading:
    """One state of the index. `leaves` are its segments: searcher and number of the first document."""

    folder: Path
    index: FileIndex
    generation: int
    searcher: Searcher
    leaves: list[tuple[Any, int]]
    figures: Figures
    gone: set[int]  # numbers of deleted documents
    allowed: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)
    kept: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)  # weights by term

    def fresh(self) -> bool:
        """Whether it still is the newest state."""
        return current() == self.folder and self.index.latest_generation() == self.generation

    def allowed_to(self, audiences: frozenset[int]) -> frozenset[int]:
        """Numbers of the documents of these audiences; kept as long as this state is."""
        if audiences not in self.allowed:
            theirs = {number for number, each in enumerate(self.figures.audience) if each in audiences}
            self.allowed[audiences] = frozenset(theirs - self.gone)
        return self.allowed[audiences]

    def facts_of(self, noun: Noun) -> Iterator[Facts]:
        """The facts of every document of a noun; for the writer."""
        nouns, number = self.figures.noun, -1
        for _each in range(nouns.count(noun)):
            number = nouns.index(noun, number + 1)
            if number not in self.gone:
                yield self.figures.of(number)


@dataclass(slots=True)
class Shelf:
    """The searchers of a process that are not lent out, and the figures of known segments."""

    idle: list[Reading] = field(default_factory=list)
    figures: dict[str, Figures] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> Reading | None:
        with self.lock:
            return self.idle.pop() if self.idle else None

    def give(self, reading: Reading) -> None:
        with self.lock:
            if len(self.idle) < IDLE:
                self.idle.append(reading)
                return
        reading.searcher.close()

    def close(self) -> None:
        """Close what is not lent out."""
        while state := self.take():
            state.searcher.close()

    def known(self, names: Sequence[str]) -> None:
        """Forget the figures of segments that are gone."""
        with self.lock:
            self.figures = {name: self.figures[name] for name in names if name in self.figures}


def init_reading(app: Flask) -> None:
    """Give the application its shelf; files are closed when it goes."""
    shelf = app.extensions[EXTENSION] = Shelf()
    weakref.finalize(app, shelf.close)


@contextmanager
def reading() -> Iterator[Reading]:
    """Borrow the newest state of the index. Raises Missing when there is none."""
    shelf = cast("Shelf", current_app.extensions[EXTENSION])
    state = shelf.take()
    if state is not None and not state.fresh():
        state.searcher.close()
        state = None
    state = state or _open(shelf)
    try:
        yield state
    except BaseException:
        state.searcher.close()
        raise
    shelf.give(state)


def read_folder(folder: Path) -> Reading:
    """The state of the index in a folder that is not yet in use. The caller closes it."""
    return _read(folder, Shelf())


def _open(shelf: Shelf) -> Reading:
    for _try in range(TRIES):
        folder = current()
        if folder is None:
            raise Missing("there is no index")
        with suppress(*BROKEN):
            return _read(folder, shelf)
    raise Missing("the index cannot be read")


def _read(folder: Path, shelf: Shelf) -> Reading:
    index = opened(folder)
    generation = index.latest_generation()  # before the rest: a commit in between is seen next time
    searcher = index.searcher()
    try:
        return _laid_out(folder, index, generation, searcher, shelf)
    except BaseException:
        searcher.close()
        raise


def _laid_out(folder: Path, index: FileIndex, generation: int, searcher: Searcher, shelf: Shelf) -> Reading:
    leaves = [(leaf, start) for leaf, start in searcher.leaf_searchers() if leaf.doc_count_all()]
    figures = Figures()
    gone: set[int] = set()
    names: list[str] = []
    for leaf, start in leaves:
        segment = leaf.reader().segment()
        part = shelf.figures.get(segment.segment_id()) or facts.read(leaf.reader())
        shelf.figures[segment.segment_id()] = part
        names.append(segment.segment_id())
        figures.add(part)
        gone.update(start + number for number in segment.deleted_docs())
    shelf.known(names)
    return Reading(folder, index, generation, searcher, leaves, figures, gone)
