"""One segment of the index, opened: its figures and its postings. It never changes, so it is read once."""

import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.reading import SegmentReader

from portal.readers.search.index import facts
from portal.readers.search.index.place import storage
from portal.readers.search.index.schema import schema

# Numbers, weights, and positions as they are stored.
Some = tuple[Iterable[int], Sequence[float], Sequence[bytes]]


class Piece:
    """A segment. Whoosh moves about in its files, so one thread at a time reads them."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self.lock = threading.RLock()
        self.reader = SegmentReader(storage(folder), schema(), segment)
        weakref.finalize(self, self.reader.close)
        self.figures = facts.kept(self.reader, folder / f"{self.name}.figures")
        self.size: int = self.reader.doc_count_all()
        self.fields = frozenset(self.reader.indexed_field_names())
        self._initials: dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]] = {}  # terms and their letters

    def postings(self, field: str, text: str) -> Iterator[Some]:
        """The documents of a term, some at a time, deleted ones among them. Hold the lock."""
        if (field, text) not in self.reader:
            return
        matcher: Any = self.reader.postings(field, text)
        matcher = getattr(matcher, "child", matcher)  # below the filter of deleted documents
        if not isinstance(matcher, W3LeafMatcher):
            while matcher.is_active():
                yield (matcher.id(),), (matcher.weight(),), (matcher.value(),)
                matcher.next()
            return
        while matcher.is_active():  # Whoosh offers only one posting at a time, so the blocks are taken apart here
            matcher._read_data()  # noqa: SLF001
            steps, weights, positions = matcher._data  # noqa: SLF001
            if weights is None or isinstance(weights, float):
                weights = [1.0 if weights is None else weights] * len(steps)
            yield accumulate(steps), weights, positions
            matcher._next_block()  # noqa: SLF001

    def begun(self, field: str, start: str) -> Iterator[str]:
        """Terms that begin so, in order. Hold the lock."""
        if field in self.fields:
            yield from (term.decode() for term in self.reader.expand_prefix(field, start))

    def near(self, field: str, word: str, ending: str = "") -> set[str]:
        """Terms one letter away from a word with that ending, with its first letter. Hold the lock."""
        key = field, word[0]
        if key not in self._initials:
            terms = frozenset(self.begun(field, word[0]))
            self._initials[key] = terms, frozenset(chain.from_iterable(terms))
        terms, letters = self._initials[key]
        return set(terms.intersection(f"{each}{ending}" for each in _edited(word, letters))) - {f"{word}{ending}"}


def _edited(word: str, letters: Iterable[str]) -> Iterator[str]:
    """A word with one letter after the first left out, changed or put in."""
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
