"""Several segments laid out together: documents that are shown as one hit stand side by side, those of one author too.

That order makes a set of documents tell, by one addition of whole numbers, which groups it touches: what a set lacks
of the highest bit of each run is filled up with ones, and whatever is in the run carries into that bit.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import chain, compress
from operator import ne, or_

from portal.readers.search.index.bits import bits_at, bits_of, flags_of, numbers_of
from portal.readers.search.index.facts import MEASURED, Figures, laid
from portal.readers.search.index.piece import Piece
from portal.readers.search.index.remembered import Remembered
from portal.readers.search.index.weighed import Weighed

SCORES, SETS = 48_000_000, 8_000_000  # bytes of them that are remembered


class Block:
    """Documents numbered in their new order. `places` leads there from the number in a segment."""

    def __init__(self, pieces: Sequence[Piece], *, like: "Block | None" = None) -> None:
        self.pieces = pieces
        there = laid(piece.figures for piece in pieces)
        by_author = sorted(range(len(there.noun)), key=there.author.__getitem__)
        order = sorted(by_author, key=there.group.__getitem__)
        self.figures: Figures = there.ordered(order)
        self.size = len(order)
        self.all = (1 << self.size) - 1
        self.places = _places(order, pieces)
        groups = bytes(map(ne, self.figures.group, chain(self.figures.group[1:], (-1,))))
        authors = bytes(map(ne, self.figures.author, chain(self.figures.author[1:], (-1,))))
        self.tops, self.author_tops = bits_of(groups), bits_of(map(or_, groups, authors))
        self.averages: tuple[float, ...] = like.averages if like else _averages(self.figures)
        self.norms: dict[str, array[float]] = {}  # by field, for the scores
        self.homes: dict[Hashable, dict[int, int]] = {}  # what stands for its documents in the block it is like
        self.like = like
        self.terms: Remembered[Weighed] = Remembered(SCORES, lambda each: each.memory)
        self._sets: Remembered[int] = Remembered(SETS, lambda bits: bits.bit_length() // 7 + 200)

    def groups(self, bits: int) -> int:
        """The groups a set touches, each as its last document."""
        return _highest(bits, self.tops, self.all)

    def authors(self, bits: int) -> int:
        """The authors in each group a set touches, each as their last document there."""
        return _highest(bits, self.author_tops, self.all)

    def group_of(self, group: int) -> int | None:
        """What stands for a group here."""
        at = bisect_right(self.figures.group, group) - 1
        return at if at >= 0 and self.figures.group[at] == group else None

    def author_of(self, group: int, author: int) -> int | None:
        """What stands for an author in a group here."""
        low, high = self.span(group)
        at = bisect_right(self.figures.author, author, low, high) - 1
        return at if at >= low and self.figures.author[at] == author else None

    def span(self, group: int) -> tuple[int, int]:
        """The first document of a group, and the one behind its last."""
        return bisect_left(self.figures.group, group), bisect_right(self.figures.group, group)

    def count_in(self, group: int, bits: int) -> int:
        """How many of a set are in a group."""
        low, high = self.span(group)
        return (bits >> low & (1 << high - low) - 1).bit_count()

    def tally(self, column: "array[int]", bits: int) -> Counter[int]:
        """How often each value of a column stands in a set."""
        if bits.bit_count() * 16 > self.size:
            return Counter(compress(column, flags_of(bits, self.size)))
        return Counter(map(column.__getitem__, numbers_of(bits)))

    def among(self, column: str, values: frozenset[int]) -> int:
        """Documents with one of these values."""
        there = getattr(self.figures, column)
        return self.kept((column, values), lambda: bits_of(map(values.__contains__, there)))

    def having(self, flag: int) -> int:
        """Documents that have all bits of a flag."""
        return self.kept(("flags", flag), lambda: bits_of(each & flag == flag for each in self.figures.flags))

    def since(self, moment: int) -> int:
        """Documents of that second and later."""
        return self.kept(("since", moment), lambda: bits_of(map(moment.__le__, self.figures.at)))

    def numbered(self, piece: Piece, numbers: Sequence[int]) -> int:
        """The set of some documents of a segment."""
        return bits_at(map(self.places[piece.name].__getitem__, numbers), self.size)

    def kept(self, key: Hashable, make: Callable[[], int]) -> int:
        """A set that was made before, or is now."""
        return self._sets.get(key, make)


def _highest(bits: int, tops: int, every: int) -> int:
    low = every & ~tops
    return ((bits & low) + low | bits) & tops


def _places(order: Sequence[int], pieces: Sequence[Piece]) -> "dict[str, array[int]]":
    places = array("i", bytes(4 * len(order)))
    for new, old in enumerate(order):
        places[old] = new
    found, start = {}, 0
    for piece in pieces:
        found[piece.name] = places[start : start + piece.size]
        start += piece.size
    return found


def _averages(figures: Figures) -> tuple[float, ...]:
    """Words of each field, over the documents that have any of it."""
    return tuple(sum(each) / max(len(each) - each.count(0), 1) or 1.0 for each in map(figures.length_of, MEASURED))
