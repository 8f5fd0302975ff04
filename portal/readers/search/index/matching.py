"""What was typed as sets of documents of one block, with the terms that score them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, islice
from pickle import loads

from whoosh.analysis.filters import STOP_WORDS

from portal.readers.search.index.bits import bits_at, flags_of
from portal.readers.search.index.block import Block
from portal.readers.search.index.piece import Piece
from portal.readers.search.index.weighed import Weighed
from portal.readers.search.index.weighing import OWN
from portal.readers.search.typed import Wanted
from portal.readers.search.words import dense, joined, pairs, stem

Worth = Callable[[str], Weighed]


@dataclass(frozen=True, slots=True)
class Match:
    """Documents a word fits, those among them that say it themselves (not only the title above them), its terms."""

    bits: int = 0
    own: int = 0
    terms: tuple[Weighed, ...] = ()

    def __and__(self, other: "Match") -> "Match":
        return Match(self.bits & other.bits, self.own | other.own, self.terms + other.terms)

    def __or__(self, other: "Match") -> "Match":
        return Match(self.bits | other.bits, self.own | other.own, self.terms + other.terms)


def match(block: Block, wanted: Wanted, worth: Worth) -> Match:
    """One word or phrase; stop words alone fit nothing."""
    return _phrase(block, wanted.words, worth) if wanted.phrase else _word(wanted.words[0], worth)


def exactly(block: Block, field: str, term: str) -> int:
    """The documents that have a term in a field."""
    return block.kept((field, term), lambda: _exactly(block, field, term))


def begun(block: Block, field: str, start: str, most: int) -> int:
    """The documents that have a term in a field that begins so; of each segment so many terms count."""
    return block.kept((field, start, most), lambda: _begun(block, field, start, most))


def _exactly(block: Block, field: str, term: str) -> int:
    return _having(block, field, lambda _piece: [term])


def _begun(block: Block, field: str, start: str, most: int) -> int:
    return _having(block, field, lambda piece: list(islice(piece.begun(field, start), most)))


def _having(block: Block, field: str, terms: Callable[[Piece], Sequence[str]]) -> int:
    found = 0
    for piece in block.pieces:
        with piece.lock:
            postings = [piece.postings(field, term) for term in terms(piece)]
            numbers = [number for each in postings for some, _often, _positions in each for number in some]
        found |= block.numbered(piece, numbers)
    return found


def _word(parts: Sequence[str], worth: Worth) -> Match:
    """One word, whole or parted: "change-over" is changeover, or change and over."""
    each = [_part(part, worth) for part in parts if part not in STOP_WORDS]
    if len(parts) == 1:
        return each[0] if each else Match()
    whole = _term(stem(joined(list(parts))), worth)
    return whole | _all(each) if each else whole


def _part(part: str, worth: Worth) -> Match:
    if dense(part):
        return _all(_term(pair, worth) for pair in pairs(part))
    return _term(stem(part), worth)


def _term(term: str, worth: Worth) -> Match:
    found = worth(term)
    return Match(found.bits, found.own, (found,))


def _all(matches: Iterable[Match]) -> Match:
    return reduce(lambda one, other: one & other, matches)


def _phrase(block: Block, words: Sequence[Sequence[str]], worth: Worth) -> Match:
    """Words in this order, as they stand. Stop words may be any others."""
    flat = [part for parts in words for part in parts]
    parts = [part for part in flat if part not in STOP_WORDS]
    if not parts:
        return Match()
    loose = _all(_part(part, worth) for part in parts)
    if len(parts) == 1 or any(dense(part) for part in parts):
        return loose
    terms, slop = tuple(stem(part) for part in parts), 1 + _longest_gap(flat)
    bits = block.kept(("phrase", terms, slop), lambda: _in_order(block, terms, slop, loose.bits & loose.own))
    return Match(bits, bits, loose.terms)


def _in_order(block: Block, terms: Sequence[str], slop: int, likely: int) -> int:
    """Documents of the likely ones with the terms behind each other, at most so far apart, in one field."""
    found: set[int] = set()
    flags = flags_of(likely, block.size)
    for piece in block.pieces if likely else ():
        place = block.places[piece.name]
        there = bytes(map(flags.__getitem__, place))
        for field in OWN:
            found.update(map(place.__getitem__, _ends(piece, field, terms, slop, there)))
    return bits_at(found, block.size)


def _ends(piece: Piece, field: str, terms: Sequence[str], slop: int, likely: bytes) -> dict[int, list[int]]:
    """Where the last term stands in the documents of a segment that have all of them in order."""
    first, *others = terms
    with piece.lock:
        found = _positions(piece, field, first, likely)
        for term in others:
            there = _positions(piece, field, term, likely)
            found = {number: _behind(found[number], there[number], slop) for number in found.keys() & there.keys()}
    return {number: ends for number, ends in found.items() if ends}


def _positions(piece: Piece, field: str, term: str, likely: bytes) -> dict[int, list[int]]:
    return {
        number: _decoded(value)
        for numbers, _often, values in piece.postings(field, term)
        for number, value in zip(numbers, values, strict=True)
        if likely[number]
    }


def _behind(before: list[int], there: list[int], slop: int) -> list[int]:
    return [each for each in there if any(0 < each - one <= slop for one in before)]


def _decoded(value: bytes) -> list[int]:
    """Whoosh's positions: behind a number of four bytes the steps from one to the next, pickled by itself."""
    return list(accumulate(loads(value[4:])))  # noqa: S301 (a file of our own)


def _longest_gap(flat: Sequence[str]) -> int:
    """How many stop words stand together."""
    longest = gap = 0
    for part in flat:
        gap = gap + 1 if part in STOP_WORDS else 0
        longest = max(longest, gap)
    return longest
