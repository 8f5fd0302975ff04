"""Titles by their words as they stand, the last one perhaps only begun; and words that are nearly those sought."""

from collections.abc import Iterator
from functools import reduce
from operator import and_, or_

from whoosh.analysis.filters import STOP_WORDS

from portal.readers.search.contents import Noun
from portal.readers.search.contract import Among, Question, Spelling
from portal.readers.search.index.counting import newest_of, size
from portal.readers.search.index.reading import Marks, Reading
from portal.readers.search.typed import Wanted
from portal.readers.search.words import dense, pairs, stem

EXPANDED = 30  # words a beginning may stand for, of each segment
SHORTEST = 4  # letters a word has before another is guessed
CANDIDATES = 30  # that are looked at
OFFERED = 5


def named(state: Reading, question: Question) -> Marks:
    """Documents of the audiences whose titles have all words of a question."""
    words = [part for each in question.wanted for word in each.words for part in word]
    each = [_exactly(state, part) for part in words[:-1]] + [_begun(state, words[-1])] if words else []
    return reduce(_meet, each, state.allowed_to(question.audiences))


def likelier(state: Reading, word: str, audiences: frozenset[int]) -> list[Spelling]:
    """Known words one letter away from an unknown one: those most documents of the audiences have first."""
    allowed = state.allowed_to(audiences)
    if len(word) < SHORTEST or word in STOP_WORDS or dense(word) or _known(state, word, allowed):
        return []
    found: list[tuple[int, Spelling]] = []
    for field, term in _near(state, word):
        marks = _meet(allowed, state.exactly(field, term))
        if field == "words" and any(marks):
            found.append((size(marks), Spelling(term)))
        elif any(posts := state.keep(marks, Among("noun", frozenset([Noun.POST])))):
            found.append((size(marks), Spelling(term, newest_of(state, posts))))
    return [each for _many, each in sorted(found, key=lambda each: -each[0])[:OFFERED]]


def _known(state: Reading, word: str, allowed: Marks) -> bool:
    return any(_meet(allowed, tuple(match.bits for match in state.match(Wanted(((word,),))))))


def _near(state: Reading, word: str) -> Iterator[tuple[str, str]]:
    """Terms of the index that differ by one letter or by two neighbours swapped: of names, then of all words."""
    for field, sought in (("words", word), ("body", stem(word))):
        swapped = (sought[:at] + sought[at + 1] + sought[at] + sought[at + 2 :] for at in range(len(sought) - 1))
        near = dict.fromkeys(each for each in swapped if each != sought)
        near |= dict.fromkeys(sorted(state.near(field, sought)))
        yield from ((field, each) for each in list(near)[:CANDIDATES] if len(each) >= SHORTEST - 1)


def _exactly(state: Reading, part: str) -> Marks:
    """Titles with this word, or with all pairs of a run of signs."""
    return reduce(_meet, (state.exactly("words", each) for each in (pairs(part) if dense(part) else [part])))


def _begun(state: Reading, part: str) -> Marks:
    """Titles with any word that begins like that."""
    return _join(_exactly(state, part), state.begun("words", part, EXPANDED))


def _meet(one: Marks, other: Marks) -> Marks:
    return tuple(map(and_, one, other))


def _join(one: Marks, other: Marks) -> Marks:
    return tuple(map(or_, one, other))
