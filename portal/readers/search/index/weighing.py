"""What a term is worth in each document: BM25F over the title, the words and the title of the thread.

A score is a whole number. With the number of its document put below it, the best of 100,000 are found by comparing
plain numbers.
"""

from array import array
from itertools import chain, compress, islice
from math import log
from operator import truediv

from portal.readers.search.index.bits import bits_at
from portal.readers.search.index.block import Block
from portal.readers.search.index.facts import MEASURED
from portal.readers.search.index.weighed import Weighed
from portal.readers.search.words import Way

# Where a word is looked for, and how much it weighs there.
FIELDS = {"title": 2.0, "body": 1.0, "about": 0.5}
OWN = ("title", "body")  # what a document says itself
K1, B = 1.2, 0.75  # as everywhere
FINE, SHIFT = 1 << 16, 24  # steps of a score; bits put below it
STRONG, SAMPLE = 12, 2000  # one of so many documents of a common term is strong; how many are looked at to tell
COMMON = 4096  # documents from which a term has a score for each document rather than a table


def weigh(block: Block, way: Way, rarity: float | None = None) -> Weighed:
    """Read the terms of a way as one. Without a rarity it is theirs in this block: common ones gain little."""
    weights: dict[int, float] = {}
    fields = {
        field: bits_at(chain.from_iterable([_add(block, field, each, weights) for each in way.terms]), block.size)
        for field in FIELDS
    }
    if rarity is None:
        rarity = log(1 + (block.size - len(weights) + 0.5) / (len(weights) + 0.5))
    worth = way.share * rarity * (K1 + 1) * FINE
    scores = dict(zip(weights, [int(worth * weight / (K1 + weight)) + 1 for weight in weights.values()], strict=True))
    floor = _floor(scores)
    strong = bits_at(compress(scores, map(floor.__lt__, scores.values())), block.size)
    return Weighed(fields, _packed(scores, block.size), rarity, strong, floor)


def _floor(scores: dict[int, int]) -> int:
    """The score that about one of so many documents surpasses; 0 where a term is rare."""
    if len(scores) < COMMON:
        return 0
    some = sorted(islice(scores.values(), 0, None, max(len(scores) // SAMPLE, 1)))
    return some[-len(some) // STRONG]


def _add(block: Block, field: str, term: str, weights: dict[int, float]) -> list[int]:
    """How often a field has the term, less in a long one; gives the documents."""
    having: list[int] = []
    often: list[float] = []
    for piece in block.pieces:
        place = block.places[piece.name]
        with piece.lock:
            for numbers, times, _positions in piece.postings(field, term):
                having += map(place.__getitem__, numbers)
                often += times
    added = dict(zip(having, map(truediv, often, map(_norms(block, field).__getitem__, having)), strict=True))
    for number in added.keys() & weights.keys():
        added[number] += weights[number]
    weights |= added
    return having


def _norms(block: Block, field: str) -> "array[float]":
    """What the field of each document divides a term by: more where it is long. Worked out once."""
    if field not in block.norms:
        fixed, per_word = (1 - B) / FIELDS[field], B / FIELDS[field] / block.averages[MEASURED.index(field)]
        block.norms[field] = array("f", [fixed + per_word * length for length in block.figures.length_of(field)])
    return block.norms[field]


def _packed(scores: dict[int, int], size: int) -> "array[int] | dict[int, int]":
    if len(scores) < COMMON:
        return scores
    packed = array("i", bytes(4 * size))
    for number, score in scores.items():
        packed[number] = score
    return packed
