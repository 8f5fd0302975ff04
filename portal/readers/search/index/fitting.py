"""Which documents fit a question, never one outside its audiences, and which of them come first."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_

from portal.readers.search.contents import Facts, Noun
from portal.readers.search.contract import PAGES, Proposal, Question
from portal.readers.search.index.counting import groups, in_group, size
from portal.readers.search.index.matching import Match
from portal.readers.search.index.naming import named
from portal.readers.search.index.ranking import best, newest
from portal.readers.search.index.reading import Marks, Reading
from portal.readers.search.index.weighing import FIELDS

FEW, SENTENCE = 3, 4  # hits that are hardly any; words that are more of a question than a name
PLENTY = 3000  # documents that are enough for a question
Words = list[list[Match]]  # each word in each block


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score (its second while they are put in order), its block and its number there."""

    score: float
    facts: Facts
    at: int
    number: int


@dataclass(slots=True)
class Fitting:
    """The documents that fit, and the words that score them.

    `either` is set when no document (of a whole question: hardly any) has all the words, and these have some.
    """

    marks: Marks
    words: Words = field(default_factory=list)
    either: bool = False


def fit(state: Reading, question: Question) -> Fitting:
    """Documents with all the words; where there is none, with any of them.

    A question of several words rarely has its answer in one post that has them all, so hardly any is like none.
    """
    if question.names:
        return Fitting(_passing(state, named(state, question), question))
    words = [state.match(each, question.languages) for each in question.wanted]
    found = Fitting(_marks(state, words, question), words)
    if question.strict or len(words) < 2 or any(each.phrase for each in question.wanted):
        return found
    if any(found.marks) and (len(words) < SENTENCE or size(groups(state, found.marks)) >= FEW):
        return found
    some = _marks(state, words, question, either=True)
    return Fitting(some, words, either=True) if size(some) > size(found.marks) else found


def propose(state: Reading, fitting: Fitting, *, order: str, most: int) -> list[Proposal]:
    """Grouped by what is shown as one hit: the best (or newest) groups first, at most that many."""
    there, limit = size(fitting.marks), 3 * most + 20
    found = _grouped(_ranked(state, fitting, order, limit), fitting)
    while len(found) < most and limit < there:
        limit *= 4
        found = _grouped(_ranked(state, fitting, order, limit), fitting)
    for each in found[:most]:
        each.count = in_group(state, fitting.marks, each.best.group)
    return found[:most]


def _marks(state: Reading, words: Words, question: Question, *, either: bool = False) -> Marks:
    marks = state.allowed_to(question.audiences)
    if words:
        marks = _telling(words, marks) if either else _every(words, marks)
        own = (reduce(or_, (match.own for match in block)) for block in zip(*words, strict=True))
        marks = tuple(map(and_, marks, own))
    return _passing(state, marks, question)


def _passing(state: Reading, marks: Marks, question: Question) -> Marks:
    """Those without unwanted words that pass all tests."""
    for each in question.unwanted:
        marks = tuple(
            bits & ~match.bits for bits, match in zip(marks, state.match(each, question.languages), strict=True)
        )
    for test in question.tests:
        marks = state.keep(marks, test)
    return marks


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


def _ranked(state: Reading, fitting: Fitting, order: str, limit: int) -> list[Ranked]:
    """The best documents of all blocks, best first, with their scores; 0 when ordered by date."""
    found: list[Ranked] = []
    scored = bool(fitting.words) and order != "newest"
    for at, (block, bits) in enumerate(zip(state.blocks, fitting.marks, strict=True)):
        if not bits:
            continue
        words = [word[at] for word in fitting.words]
        first = best(block, bits, words, limit=limit, either=fitting.either) if scored else newest(block, bits, limit)
        found += [Ranked(score, block.figures.of(number), at, number) for score, number in first]
    found.sort(key=lambda each: (each.score, each.facts.group, each.facts.id), reverse=True)
    return [each if scored else replace(each, score=0.0) for each in found[:limit]]


def _grouped(ranked: Iterable[Ranked], fitting: Fitting) -> list[Proposal]:
    """One proposal a group, in the order of their best documents; of the others so many as can be shown."""
    found: dict[int, Proposal] = {}
    for each in ranked:
        proposal = found.get(each.facts.group)
        if proposal is None:
            proposal = found[each.facts.group] = Proposal(each.score, fields=_fields(fitting, each))
        if len(proposal.facts) <= PAGES or each.facts.noun == Noun.FILE:
            proposal.facts.append(each.facts)
    return list(found.values())


def _fields(fitting: Fitting, ranked: Ranked) -> frozenset[str]:
    """Where the words stand in a document."""
    terms = [term for word in fitting.words for term in word[ranked.at].terms]
    return frozenset(field for field in FIELDS for term in terms if term.fields[field] >> ranked.number & 1)
