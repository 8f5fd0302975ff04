"""Which documents fit what was typed, as far as the searcher may see, and which of them come first."""

from collections import Counter
from dataclasses import dataclass, field
from heapq import nlargest

from whoosh.query import And, Query

from portal.readers.search.facets import groups
from portal.readers.search.found import PAGES, Proposal
from portal.readers.search.index.matching import numbers_of, own_numbers, scored
from portal.readers.search.index.queries import phrase_query, word_query
from portal.readers.search.index.reading import Reading
from portal.readers.search.index.schema import Noun
from portal.readers.search.narrowing import Narrowing
from portal.readers.search.scope import Scope
from portal.readers.search.typed import Typed, Wanted

FEW, SENTENCE = 3, 4  # hits that are hardly any; words that are more of a question than a name
PLENTY = 3000  # documents that are enough for a question


@dataclass(slots=True)
class Fitting:
    """Numbers of the documents that fit, and the words that score them.

    `either` is set when no document (of a whole question: hardly any) has all the words, and these have some.
    """

    numbers: set[int]
    words: list[Query] = field(default_factory=list)
    either: bool = False


def fit(state: Reading, typed: Typed, scope: Scope, narrowing: Narrowing) -> Fitting:
    """Documents with all the words; where there is none, with any of them. Never one outside the scope.

    A question of several words rarely has its answer in one post that has them all, so hardly any is like none.
    """
    words = [_query(each) for each in typed.wanted]
    found = Fitting(_numbers(state, words, typed, scope, narrowing), words)
    if len(words) < 2 or any(each.phrase for each in typed.wanted):
        return found
    if found.numbers and (len(words) < SENTENCE or len(groups(state.figures, found.numbers)) >= FEW):
        return found
    some = _numbers(state, words, typed, scope, narrowing, either=True)
    return Fitting(some, words, either=True) if len(some) > len(found.numbers) else found


def propose(state: Reading, fitting: Fitting, *, order: str, most: int) -> list[Proposal]:
    """Grouped by what is shown as one hit: the best (or newest) groups first, at most that many."""
    counts, limit = groups(state.figures, fitting.numbers), 3 * most + 20
    ranked = _ranked(state, fitting, order, limit)
    while len(found := _grouped(state, ranked, counts)) < most and limit < len(fitting.numbers):
        limit *= 4
        ranked = _ranked(state, fitting, order, limit)
    return found[:most]


def _numbers(
    state: Reading, words: list[Query], typed: Typed, scope: Scope, narrowing: Narrowing, *, either: bool = False
) -> set[int]:
    numbers = set(state.allowed_to(scope.readable))
    if words:
        numbers &= _telling(state, words, numbers) if either else numbers_of(state, And(words))
        numbers &= own_numbers(state, words)
    for each in typed.unwanted:
        numbers -= numbers_of(state, _query(each))
    return narrowing.keep(state.figures, numbers)


def _telling(state: Reading, words: list[Query], allowed: set[int]) -> set[int]:
    """Documents with any of the words, the rarest first; common ones add none once there are plenty."""
    found: set[int] = set()
    for each in sorted((numbers_of(state, word) & allowed for word in words), key=len):
        if len(found) + len(each) > PLENTY and found:
            break
        found |= each
    return found


def _query(wanted: Wanted) -> Query:
    return phrase_query(wanted.words) if wanted.phrase else word_query(wanted.words[0])


def _ranked(state: Reading, fitting: Fitting, order: str, limit: int) -> list[tuple[float, int]]:
    if not fitting.numbers:
        return []
    if not fitting.words or order == "newest":
        at = state.figures.at
        return [(0.0, each) for each in nlargest(limit, fitting.numbers, key=lambda each: (at[each], each))]
    return scored(state, fitting.words, fitting.numbers, limit=limit, either=fitting.either)


def _grouped(state: Reading, ranked: list[tuple[float, int]], counts: Counter[int]) -> list[Proposal]:
    """One proposal a group, in the order of their best documents; of the others so many as can be shown."""
    found: dict[int, Proposal] = {}
    for score, number in ranked:
        facts = state.figures.of(number)
        proposal = found.setdefault(facts.group, Proposal(score, count=counts[facts.group]))
        if len(proposal.facts) <= PAGES or facts.noun == Noun.FILE:
            proposal.facts.append(facts)
    return list(found.values())
