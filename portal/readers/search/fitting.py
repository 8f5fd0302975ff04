"""Which documents fit what was typed, as far as the searcher may see, and which of them come first."""

from collections import Counter
from dataclasses import dataclass
from heapq import nlargest

from whoosh.query import Query

from portal.readers.search.facets import groups
from portal.readers.search.found import PAGES, Proposal
from portal.readers.search.index.asking import all_of, numbers_of, own_words, phrase_query, scored, some_of, word_query
from portal.readers.search.index.reading import Reading
from portal.readers.search.index.schema import Noun
from portal.readers.search.narrowing import Narrowing
from portal.readers.search.scope import Scope
from portal.readers.search.typed import Typed, Wanted


@dataclass(slots=True)
class Fitting:
    """Numbers of the documents that fit, and the query that scores them; none when no word was asked for.

    `either` is set when no document has all the words, and these have some.
    """

    numbers: set[int]
    query: Query | None = None
    either: bool = False


def fit(state: Reading, typed: Typed, scope: Scope, narrowing: Narrowing) -> Fitting:
    """Documents with all the words; where there is none, with any of them. Never one outside the scope."""
    wanted = [_query(each) for each in typed.wanted]
    query = all_of(wanted) if wanted else None
    found = Fitting(_numbers(state, query, typed, scope, narrowing), query)
    if found.numbers or len(wanted) < 2 or any(each.phrase for each in typed.wanted):
        return found
    query = some_of(wanted)
    return Fitting(_numbers(state, query, typed, scope, narrowing), query, either=True)


def propose(state: Reading, fitting: Fitting, *, order: str, most: int) -> list[Proposal]:
    """Grouped by what is shown as one hit: the best (or newest) groups first, at most that many."""
    counts, limit = groups(state.figures, fitting.numbers), 3 * most + 20
    ranked = _ranked(state, fitting, order, limit)
    while len(found := _grouped(state, ranked, counts)) < most and limit < len(fitting.numbers):
        limit *= 4
        ranked = _ranked(state, fitting, order, limit)
    return found[:most]


def _numbers(state: Reading, query: Query | None, typed: Typed, scope: Scope, narrowing: Narrowing) -> set[int]:
    allowed = state.allowed_to(scope.readable)
    numbers = set(allowed)
    if query is not None:
        numbers &= numbers_of(state, query) & numbers_of(state, own_words(query))
    for each in typed.unwanted:
        numbers -= numbers_of(state, _query(each))
    return narrowing.keep(state.figures, numbers)


def _query(wanted: Wanted) -> Query:
    return phrase_query(wanted.words) if wanted.phrase else word_query(wanted.words[0])


def _ranked(state: Reading, fitting: Fitting, order: str, limit: int) -> list[tuple[float, int]]:
    if not fitting.numbers:
        return []
    if fitting.query is None or order == "newest":
        at = state.figures.at
        return [(0.0, each) for each in nlargest(limit, fitting.numbers, key=lambda each: (at[each], each))]
    return scored(state, fitting.query, fitting.numbers, min(limit, len(fitting.numbers)))


def _grouped(state: Reading, ranked: list[tuple[float, int]], counts: Counter[int]) -> list[Proposal]:
    """One proposal a group, in the order of their best documents; of the others so many as can be shown."""
    found: dict[int, Proposal] = {}
    for score, number in ranked:
        facts = state.figures.of(number)
        proposal = found.setdefault(facts.group, Proposal(score, count=counts[facts.group]))
        if len(proposal.facts) <= PAGES or facts.noun == Noun.FILE:
            proposal.facts.append(facts)
    return list(found.values())
