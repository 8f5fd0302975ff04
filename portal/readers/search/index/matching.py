"""What was typed as sets of documents of one block, with the terms that score them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import accumulate
from pickle import loads

from portal.readers.search.index.bits import bits_at, flags_of
from portal.readers.search.index.block import Block
from portal.readers.search.index.piece import Piece
from portal.readers.search.index.weighed import Weighed
from portal.readers.search.index.weighing import OWN
from portal.readers.search.typed import Wanted
from portal.readers.search.words import Way, dense, in_order, joined, pairs, ways

Worth = Callable[[Way], Weighed]
SYNONYM = 0.4  # what a word is worth that stands for the one asked for, or several such words together


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


def match(block: Block, wanted: Wanted, worth: Worth, languages: tuple[str, ...]) -> Match:
    """One word or phrase, or a synonym of it, which is worth less; stop words alone fit nothing."""
    found = Match()
    if wanted.phrase:
        for each in languages:
            found |= _phrase(block, wanted.words, worth, each)
    else:
        found = _word(wanted.words[0], worth, languages)
    for other in wanted.also:
        share = SYNONYM / len(other.words)
        found |= match(block, other, partial(_weaker, worth, share), languages)
    return found


def exactly(block: Block, field: str, term: str) -> int:
    """The documents that have a term in a field."""
    return block.kept((field, term), lambda: _exactly(block, field, term))


def begun(block: Block, field: str, start: str) -> int:
    """The documents that have a term in a field that begins so: all of them, whoever reads them.

    A limit here would count terms of documents the reader may not see, and tell by what it leaves out.
    """
    return block.kept((field, start, "begun"), lambda: _having(block, field, lambda piece: piece.begun(field, start)))


def _weaker(worth: Worth, share: float, way: Way) -> Weighed:
    return worth(replace(way, share=way.share * share))


def _exactly(block: Block, field: str, term: str) -> int:
    return _having(block, field, lambda _piece: [term])


def _having(block: Block, field: str, terms: Callable[[Piece], Iterable[str]]) -> int:
    found = 0
    for piece in block.pieces:
        with piece.lock:
            postings = [piece.postings(field, term) for term in list(terms(piece))]
            numbers = [number for each in postings for some, _often, _positions in each for number in some]
        found |= block.numbered(piece, numbers)
    return found


def _word(parts: Sequence[str], worth: Worth, languages: tuple[str, ...]) -> Match:
    """One word, whole or parted: "change-over" is changeover, or change and over."""
    each = [_part(part, worth, languages) for part in parts if dense(part) or ways(part, languages)]
    if len(parts) == 1:
        return each[0] if each else Match()
    whole = _any(ways(joined(parts), languages), worth)
    return whole | _all(each) if each else whole


def _part(part: str, worth: Worth, languages: tuple[str, ...]) -> Match:
    if dense(part):
        return _all(_found(Way((pair,)), worth) for pair in pairs(part))
    return _any(ways(part, languages), worth)


def _found(way: Way, worth: Worth) -> Match:
    found = worth(way)
    return Match(found.bits, found.own, (found,) if found.bits else ())


def _any(ways: Iterable[Way], worth: Worth) -> Match:
    return reduce(lambda one, other: one | other, (_found(each, worth) for each in ways), Match())


def _all(matches: Iterable[Match]) -> Match:
    return reduce(lambda one, other: one & other, matches)


def _phrase(block: Block, words: Sequence[Sequence[str]], worth: Worth, language: str) -> Match:
    """Words in this order in texts of a language, as they stand there. Stop words may be any others."""
    order = in_order(words, language)
    if not order:
        return Match()
    runs = [pair for term, _gap in order for pair in (pairs(term) if dense(term) else [term])]
    loose = _all(_found(Way((each,)), worth) for each in runs)
    if len(runs) == 1 or any(dense(term) for term, _gap in order):
        return loose
    terms, slop = tuple(runs), max(gap for _term, gap in order[1:])
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
