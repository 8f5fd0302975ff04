"""The best documents of a set, without asking each of them where there are many."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from heapq import nlargest
from itertools import compress, repeat
from operator import add, lshift, or_

from portal.readers.search.index.bits import flags_of, numbers_of
from portal.readers.search.index.block import Block
from portal.readers.search.index.matching import Match
from portal.readers.search.index.weighed import Weighed
from portal.readers.search.index.weighing import COMMON, FINE, SHIFT

LOW = (1 << SHIFT) - 1
TOGETHER = 0.5  # where any word will do: what a document is worth that has hardly any of them
Ranked = list[tuple[float, int]]


def best(block: Block, bits: int, words: Sequence[Match], *, limit: int, either: bool) -> Ranked:
    """The best of these documents with their scores. With `either`, those with more of the words gain."""
    if either:
        return _told(nlargest(limit, _scored_together(numbers_of(bits), words)))
    terms = [term for word in words for term in word.terms]
    if bits.bit_count() <= COMMON:
        return _told(nlargest(limit, _scored(numbers_of(bits), terms)))
    return _of_strong(bits, terms, limit) or _of_all(block, bits, terms, limit)


def newest(block: Block, bits: int, limit: int) -> Ranked:
    """The newest of these documents; their scores are the seconds."""
    moments = map(block.figures.at.__getitem__, numbers_of(bits))
    found = nlargest(limit, zip(moments, numbers_of(bits), strict=True))
    return [(float(at), number) for at, number in found]


def _of_strong(bits: int, terms: Sequence[Weighed], limit: int) -> Ranked:
    """The best, if there are so many among those strong in a term that no other can reach them; else none."""
    strong = numbers_of(bits & reduce(or_, (term.strong for term in terms)))
    found = nlargest(limit, _scored(strong, terms)) if len(strong) >= limit else []
    return _told(found) if found and found[-1] >= (sum(term.floor for term in terms) << SHIFT) + LOW else []


def _of_all(block: Block, bits: int, terms: Sequence[Weighed], limit: int) -> Ranked:
    totals = _totals(block.size, terms)
    return _told(nlargest(limit, _below(compress(totals, flags_of(bits, block.size)), numbers_of(bits))))


def _told(found: Iterable[int]) -> Ranked:
    return [((each >> SHIFT) / FINE, each & LOW) for each in found]


def _scored(numbers: Sequence[int], terms: Sequence[Weighed]) -> Iterable[int]:
    totals: Iterable[int] = repeat(0)
    for term in terms:
        totals = map(add, totals, map(_lookup(term), numbers))
    return _below(totals, numbers)


def _below(scores: Iterable[int], numbers: Sequence[int]) -> Iterable[int]:
    """Scores with the numbers of their documents put below them, without a line of Python for each."""
    return map(add, map(lshift, scores, repeat(SHIFT)), numbers)


def _scored_together(numbers: Sequence[int], words: Sequence[Match]) -> Iterable[int]:
    ways = [[_lookup(term) for term in word.terms] for word in words]
    for number in numbers:
        each = [sum(way(number) for way in word) for word in ways]
        having = sum(map(bool, each)) / len(each)
        yield (int(sum(each) * (TOGETHER + (1 - TOGETHER) * having)) << SHIFT) + number


def _lookup(term: Weighed) -> Callable[[int], int]:
    scores = term.scores
    return scores.__getitem__ if isinstance(scores, array) else lambda number: scores.get(number, 0)


def _totals(size: int, terms: Sequence[Weighed]) -> Sequence[int]:
    """The scores of all documents, terms with a score for each first."""
    packed = [term.scores for term in terms if isinstance(term.scores, array)]
    totals: Sequence[int] = packed[0] if packed else array("i", bytes(4 * size))
    for more in packed[1:]:
        totals = array("i", map(add, totals, more))
    tables = [term.scores for term in terms if isinstance(term.scores, dict)]
    if tables:
        totals = array("i", totals)
        for number, score in (item for table in tables for item in table.items()):
            totals[number] += score
    return totals
