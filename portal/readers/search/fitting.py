"""Which documents fit what was typed, as far as the searcher may see, and which of them come first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from portal.readers.search.found import PAGES, Proposal
from portal.readers.search.index.counting import groups, in_group, size
from portal.readers.search.index.matching import Match
from portal.readers.search.index.ranking import best, newest
from portal.readers.search.index.reading import Marks, Reading
from portal.readers.search.index.schema import Facts, Noun
from portal.readers.search.narrowing import Narrowing
from portal.readers.search.scope import Scope
from portal.readers.search.typed import Typed

FEW, SENTENCE = 3, 4  # hits that are hardly any; words that are more of a question than a name
PLENTY = 3000  # documents that are enough for a question
Words = list[list[Match]]  # each word in each block


@dataclass(slots=True)
class Fitting:
    """The documents that fit, and the words that score them.

    `either` is set when no document (of a whole question: hardly any) has all the words, and these have some.
    """

    marks: Marks
    words: Words = field(default_factory=list)
    either: bool = False


def fit(state: Reading, typed: Typed, scope: Scope, narrowing: Narrowing) -> Fitting:
    """Documents with all the words; where there is none, with any of them. Never one outside the scope.

    A question of several words rarely has its answer in one post that has them all, so hardly any is like none.
    """
    words = [state.match(each) for each in typed.wanted]
    found = Fitting(_marks(state, words, typed, scope, narrowing), words)
    if len(words) < 2 or any(each.phrase for each in typed.wanted):
        return found
    if any(found.marks) and (len(words) < SENTENCE or size(groups(state, found.marks)) >= FEW):
        return found
    some = _marks(state, words, typed, scope, narrowing, either=True)
    return Fitting(some, words, either=True) if size(some) > size(found.marks) else found


def propose(state: Reading, fitting: Fitting, *, order: str, most: int) -> list[Proposal]:
    """Grouped by what is shown as one hit: the best (or newest) groups first, at most that many."""
    there, limit = size(fitting.marks), 3 * most + 20
    found = _grouped(_ranked(state, fitting, order, limit))
    while len(found) < most and limit < there:
        limit *= 4
        found = _grouped(_ranked(state, fitting, order, limit))
    for each in found[:most]:
        each.count = in_group(state, fitting.marks, each.best.group)
    return found[:most]


def _marks(
    state: Reading, words: Words, typed: Typed, scope: Scope, narrowing: Narrowing, *, either: bool = False
) -> Marks:
    marks = state.allowed_to(scope.readable)
    if words:
        allowed = marks
        marks = _telling(words, allowed) if either else _every(words, allowed)
        own = (reduce(or_, (match.own for match in block)) for block in zip(*words, strict=True))
        marks = tuple(map(and_, marks, own))
    for each in typed.unwanted:
        marks = tuple(bits & ~match.bits for bits, match in zip(marks, state.match(each), strict=True))
    return narrowing.keep(state, marks)


def _every(words: Words, allowed: Marks) -> Marks:
    """Documents with all the words."""
    return reduce(_meet, words, allowed)


def _telling(words: Words, allowed: Marks) -> Marks:
    """Documents with any of the words, the rarest first; common ones add none once there are plenty."""
    found = (0,) * len(allowed)
    for each in sorted((_meet(allowed, word) for word in words), key=size):
        if size(found) + size(each) > PLENTY and any(found):
            break
        found = tuple(map(or_, found, each))
    return found


def _meet(marks: Marks, word: list[Match]) -> Marks:
    return tuple(bits & match.bits for bits, match in zip(marks, word, strict=True))


def _ranked(state: Reading, fitting: Fitting, order: str, limit: int) -> list[tuple[float, Facts]]:
    """The best documents of all blocks, best first, with their scores; 0 when ordered by date."""
    found: list[tuple[float, Facts]] = []
    scored = bool(fitting.words) and order != "newest"
    for at, (block, bits) in enumerate(zip(state.blocks, fitting.marks, strict=True)):
        if not bits:
            continue
        words = [word[at] for word in fitting.words]
        first = best(block, bits, words, limit=limit, either=fitting.either) if scored else newest(block, bits, limit)
        found += [(score, block.figures.of(number)) for score, number in first]
    found.sort(key=lambda each: (each[0], each[1].group, each[1].id), reverse=True)
    return [(score if scored else 0.0, facts) for score, facts in found[:limit]]


def _grouped(ranked: Iterable[tuple[float, Facts]]) -> list[Proposal]:
    """One proposal a group, in the order of their best documents; of the others so many as can be shown."""
    found: dict[int, Proposal] = {}
    for score, facts in ranked:
        proposal = found.setdefault(facts.group, Proposal(score))
        if len(proposal.facts) <= PAGES or facts.noun == Noun.FILE:
            proposal.facts.append(facts)
    return list(found.values())
