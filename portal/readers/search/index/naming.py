"""Titles by their words as they stand, the last one perhaps only begun; and words that are nearly those sought."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_, or_

from portal.readers.search.contents import Noun
from portal.readers.search.contract import Among, Question, Spelling
from portal.readers.search.index.counting import newest_of, size
from portal.readers.search.index.reading import Marks, Reading
from portal.readers.search.stemming import MARK, root, stopped
from portal.readers.search.typed import Wanted
from portal.readers.search.words import dense, pairs

SHORTEST = 4  # letters a word has before another is guessed
OFFERED = 5


def named(state: Reading, question: Question) -> Marks:
    """Documents of the audiences whose titles have all words of a question."""
    words = [part for each in question.wanted for word in each.words for part in word]
    each = [_exactly(state, part) for part in words[:-1]] + [_begun(state, words[-1])] if words else []
    return reduce(_meet, each, state.allowed_to(question.audiences))


def likelier(state: Reading, word: str, question: Question) -> list[Spelling]:
    """Known words one letter away from an unknown one: those most documents of the audiences have first."""
    allowed = state.allowed_to(question.audiences)
    if len(word) < SHORTEST or stopped(word) or dense(word) or _known(state, word, question):
        return []
    found: list[tuple[int, Spelling]] = []
    for field, term in _near(state, word, question.languages):
        marks = _meet(allowed, state.exactly(field, term))
        if field == "words" and any(marks):
            found.append((size(marks), Spelling(term)))
        elif any(posts := state.keep(marks, Among("noun", frozenset([Noun.POST])))):
            found.append((size(marks), Spelling(term, newest_of(state, posts))))
    return [each for _many, each in sorted(found, key=lambda each: -each[0])[:OFFERED]]


def parted(term: str) -> tuple[str, str]:
    """A root and the mark of its language."""
    bare, sign, language = term.partition(MARK)
    return bare, f"{sign}{language}"


def _known(state: Reading, word: str, question: Question) -> bool:
    """Whether documents of the audiences have it, in its own spelling."""
    allowed = state.allowed_to(question.audiences)
    found = state.match(Wanted(((word,),), phrase=True), question.languages)
    return any(_meet(allowed, tuple(match.bits for match in found)))


def _near(state: Reading, word: str, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Terms of the index that differ by one letter or by two neighbours swapped: of names, then of all words.

    None is left out for their number: those of other people's documents would count, too.
    """
    sought = {("words", word, ""): None} | {("body", *parted(root(word, each))): None for each in languages}
    for field, letters, ending in sought:
        swapped = (letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in range(len(letters) - 1))
        near = dict.fromkeys(f"{each}{ending}" for each in swapped if each != letters)
        near |= dict.fromkeys(sorted(state.near(field, letters, ending)))
        yield from ((field, each) for each in near if len(each) - len(ending) >= SHORTEST - 1)


def _exactly(state: Reading, part: str) -> Marks:
    """Titles with this word, or with all pairs of a run of signs."""
    return reduce(_meet, (state.exactly("words", each) for each in (pairs(part) if dense(part) else [part])))


def _begun(state: Reading, part: str) -> Marks:
    """Titles with any word that begins like that."""
    return _join(_exactly(state, part), state.begun("words", part))


def _meet(one: Marks, other: Marks) -> Marks:
    return tuple(map(and_, one, other))


def _join(one: Marks, other: Marks) -> Marks:
    return tuple(map(or_, one, other))
