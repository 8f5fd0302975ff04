"""Questions to the index: words as queries, queries as sets of document numbers, and scores for those that count."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from whoosh.analysis.filters import STOP_WORDS
from whoosh.query import And, NullQuery, Or, Phrase, Query, Term

from portal.readers.search.index.reading import Reading
from portal.readers.search.words import dense, joined, pairs, stem

# Where a word is looked for, and how much it weighs there.
FIELDS = {"title": 2.0, "body": 1.0, "about": 0.5}
OWN = ("title", "body")  # what a document says itself
SCALE = 0.9  # where any word will do: the more of them, the better
KEPT = 400  # terms whose documents are remembered as long as a state of the index is


def word_query(parts: Sequence[str]) -> Query:
    """One word, whole or parted: "change-over" is changeover, or change and over."""
    each = [_part_query(part) for part in parts if part not in STOP_WORDS]
    if len(parts) == 1:
        return each[0] if each else NullQuery
    whole = anywhere(stem(joined(list(parts))))
    return Or([whole, And(each)]) if each else whole


def phrase_query(words: Sequence[Sequence[str]]) -> Query:
    """Words in this order, as they stand. Stop words may be any others."""
    flat = [part for parts in words for part in parts]
    terms = [stem(part) for part in flat if part not in STOP_WORDS]
    if not terms:
        return NullQuery
    if len(terms) == 1 or any(dense(part) for part in flat):
        return And([_part_query(part) for part in flat if part not in STOP_WORDS])
    slop = 1 + _longest_gap(flat)
    return Or([Phrase("title", terms, slop=slop, boost=FIELDS["title"]), Phrase("body", terms, slop=slop)])


def anywhere(term: str) -> Query:
    """A term in any of the fields."""
    return Or([Term(name, term, boost=boost) for name, boost in FIELDS.items()])


def own_words(query: Query) -> Query:
    """Any word of a query in what a document says itself: the title of its thread alone does not make a post fit."""
    return Or([each for each in query.leaves() if each.field() in OWN])


def numbers_of(state: Reading, query: Query) -> set[int]:
    """Numbers of all living documents a query fits, by sets instead of scores: quick even for common words."""
    if isinstance(query, And):
        return _together([numbers_of(state, each) for each in query.subqueries])
    if isinstance(query, Or):
        return set().union(*(numbers_of(state, each) for each in query.subqueries))
    if query not in state.kept:
        if len(state.kept) >= KEPT:
            state.kept.clear()
        state.kept[query] = {number + start for leaf, start in state.leaves for number in _numbers(leaf, query)}
    return state.kept[query]


def scored(state: Reading, query: Query, among: set[int], limit: int) -> list[tuple[float, int]]:
    """The best documents among those, best first, with their scores."""
    found = state.searcher.search(query, limit=limit, filter=among)
    return [(float(score), int(number)) for score, number in found.top_n]


def all_of(queries: Iterable[Query]) -> Query:
    """What fits each of them."""
    return And(list(queries))


def some_of(queries: Iterable[Query]) -> Query:
    """What fits any of them."""
    return Or(list(queries), scale=SCALE)


def _part_query(part: str) -> Query:
    if dense(part):
        return And([anywhere(pair) for pair in pairs(part)])
    return anywhere(stem(part))


def _numbers(leaf: Any, query: Query) -> Iterable[int]:
    if not isinstance(query, Term):
        return set(query.docs(leaf))
    reader = leaf.reader()
    if (query.fieldname, query.text) not in reader:
        return ()
    return cast("Iterable[int]", reader.postings(query.fieldname, query.text).all_ids())


def _together(sets: list[set[int]]) -> set[int]:
    first, *others = sorted(sets, key=len) or [set()]
    return first.intersection(*others)


def _longest_gap(flat: Sequence[str]) -> int:
    """How many stop words stand together."""
    longest = gap = 0
    for part in flat:
        gap = gap + 1 if part in STOP_WORDS else 0
        longest = max(longest, gap)
    return longest
