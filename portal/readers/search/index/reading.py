"""Reading the index: one state in memory for all threads of a process, followed up with every commit."""

import pickle
import struct
import threading
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshError

from portal.readers.search.contents import Facts, Noun
from portal.readers.search.contract import Missing, Test
from portal.readers.search.index.bits import bits_at, numbers_of
from portal.readers.search.index.block import Block
from portal.readers.search.index.matching import Match, begun, exactly, match
from portal.readers.search.index.passing import passing
from portal.readers.search.index.piece import Piece
from portal.readers.search.index.place import current, opened
from portal.readers.search.index.weighed import Weighed
from portal.readers.search.index.weighing import weigh
from portal.readers.search.typed import Wanted
from portal.readers.search.words import Way

LATE = 2000  # documents of the smallest segments, which are laid out anew with every commit
TRIES = 3  # a commit may take files away between the list of segments and their opening
# What Whoosh raises on files that are missing, cut short or not its own.
BROKEN = (
    *(OSError, EOFError, WhooshError, LookupError, ValueError, TypeError, AttributeError),
    *(struct.error, pickle.UnpicklingError),
)
Marks = tuple[int, ...]  # a set of documents, as bits of each block


@dataclass(slots=True)
class Reading:
    """One state of the index. What was written long ago stands in the first block, what is new in the last."""

    folder: Path
    index: FileIndex
    generation: int
    blocks: list[Block]
    living: Marks

    def fresh(self) -> bool:
        """Whether it still is the newest state."""
        return current() == self.folder and self.index.latest_generation() == self.generation

    def allowed_to(self, audiences: frozenset[int]) -> Marks:
        """The documents of these audiences."""
        return tuple(
            block.among("audience", audiences) & living for block, living in zip(self.blocks, self.living, strict=True)
        )

    def match(self, wanted: Wanted, languages: tuple[str, ...]) -> list[Match]:
        """The documents of each block that a word or phrase fits, and what it is worth there."""
        return [match(block, wanted, partial(self._weighed, at), languages) for at, block in enumerate(self.blocks)]

    def exactly(self, field: str, term: str) -> Marks:
        """The documents with a term in a field."""
        return tuple(exactly(block, field, term) for block in self.blocks)

    def keep(self, marks: Marks, test: Test) -> Marks:
        """Those that pass a test."""
        return tuple(bits & passing(block, test) for block, bits in zip(self.blocks, marks, strict=True))

    def facts_of(self, noun: Noun) -> Iterator[Facts]:
        """The facts of every document of a noun; for the writer."""
        for block, living in zip(self.blocks, self.living, strict=True):
            theirs = block.among("noun", frozenset([noun])) & living
            yield from map(block.figures.of, numbers_of(theirs))

    def begun(self, field: str, start: str) -> Marks:
        """The documents with a term in a field that begins so."""
        return tuple(begun(block, field, start) for block in self.blocks)

    def near(self, field: str, word: str, ending: str = "") -> set[str]:
        """Terms of a field that differ by one letter before that ending."""
        found: set[str] = set()
        for piece in self.pieces:
            with piece.lock:
                found.update(piece.near(field, word, ending))
        return found

    @property
    def pieces(self) -> Iterator[Piece]:
        """All segments."""
        return (piece for block in self.blocks for piece in block.pieces)

    def _weighed(self, at: int, way: Way) -> Weighed:
        """A way in one of the blocks, as rare as it is in the first."""
        block = self.blocks[at]
        return block.terms.get(way, lambda: weigh(block, way, self._weighed(0, way).rarity if at else None))


@dataclass(slots=True)
class Shelf:
    """The newest state this process knows."""

    state: Reading | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def reading(shelf: Shelf) -> Iterator[Reading]:
    """The newest state of the index. Raises Missing when there is none. What fails on it makes it be read again."""
    try:
        yield _newest(shelf)
    except BROKEN:
        shelf.state = None
        raise


def read_folder(folder: Path) -> Reading:
    """The state of the index in a folder that is not yet in use."""
    return _read(folder, None)


def _newest(shelf: Shelf) -> Reading:
    with shelf.lock:
        state = shelf.state
        if state is None or not state.fresh():
            shelf.state = state = _open(state)
        return state


def _open(known: Reading | None) -> Reading:
    for _try in range(TRIES):
        folder = current()
        if folder is None:
            raise Missing("there is no index")
        with suppress(*BROKEN):
            return _read(folder, known if known and known.folder == folder else None)
    raise Missing("the index cannot be read")


def _read(folder: Path, known: Reading | None) -> Reading:
    index = opened(folder)
    generation = index.latest_generation()  # before the rest: a commit in between is seen next time
    segments = {each.segment_id(): each for each in index._segments()}  # noqa: SLF001 (Whoosh has no word for it)
    there = {piece.name: piece for piece in known.pieces} if known else {}
    pieces = [there.get(name) or Piece(folder, each) for name, each in segments.items() if each.doc_count_all()]
    blocks = _laid_out(pieces, known.blocks if known else [])
    living = tuple(block.all & ~_deleted(block, segments) for block in blocks)
    return Reading(folder, index, generation, blocks, living)


def _laid_out(pieces: list[Piece], known: list[Block]) -> list[Block]:
    """The large segments as one block, which mostly is known already, and the small ones as another."""
    by_size = sorted(pieces, key=lambda piece: piece.size)
    small = bisect_right(list(accumulate(piece.size for piece in by_size)), LATE)
    blocks: list[Block] = []
    for chosen in filter(None, (by_size[small:], by_size[:small])):
        names = {piece.name for piece in chosen}
        like = blocks[0] if blocks else None
        same = next((each for each in known if each.places.keys() == names and each.like is like), None)
        blocks.append(same or Block(chosen, like=like))
    return blocks


def _deleted(block: Block, segments: dict[str, Any]) -> int:
    gone = chain.from_iterable(
        map(place.__getitem__, segments[name].deleted_docs()) for name, place in block.places.items()
    )
    return bits_at(gone, block.size)
