"""Queries answered by sets of document numbers, and BM25 for those that count.

Whoosh's own collectors walk trees of matchers document by document, which took 65 ms of processor for three words in
3,500 posts. Postings read block by block into dictionaries answer the same in a few: sets meet sets, and only
documents the searcher may see are scored at all.
"""

from collections.abc import Iterable, Sequence
from heapq import nlargest
from typing import Any

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.query import And, Or, Phrase, Query, Term

from portal.readers.search.index.reading import Reading

OWN = ("title", "body")  # what a document says itself
K1, B = 1.2, 0.75  # as everywhere
KEPT = 200_000  # postings that are remembered as long as a state of the index is
TOGETHER = 0.5  # where any word will do: what a document is worth that has hardly any of them


def numbers_of(state: Reading, query: Query) -> set[int]:
    """Numbers of the documents a query fits, deleted ones among them: `allowed_to` leaves those out."""
    if isinstance(query, And):
        first, *others = sorted((numbers_of(state, each) for each in query.subqueries), key=len) or [set()]
        return first.intersection(*others)
    if isinstance(query, Or):
        return set().union(*(numbers_of(state, each) for each in query.subqueries))
    if isinstance(query, Term):
        return set(_weights(state, query))
    return {number + start for leaf, start in state.leaves for number in query.docs(leaf)}


def own_numbers(state: Reading, words: Iterable[Query]) -> set[int]:
    """Documents that say any of the words themselves: the title of its thread alone does not make a post fit."""
    terms = (term for word in words for term in _terms(word) if term.fieldname in OWN)
    return set().union(*(_weights(state, term).keys() for term in terms))


def scored(
    state: Reading, words: Sequence[Query], among: set[int], *, limit: int, either: bool
) -> list[tuple[float, int]]:
    """The best of these documents, best first, with their scores. With `either`, those with more of the words gain."""
    totals, having = dict.fromkeys(among, 0.0), dict.fromkeys(among, 0)
    for word in words:
        found: set[int] = set()
        for term in _terms(word):
            found |= _add_scores(state, term, totals)
        for number in found if either else ():
            having[number] += 1
    if either:
        for number, count in having.items():
            totals[number] *= TOGETHER + (1 - TOGETHER) * count / len(words)
    best = nlargest(limit, totals.items(), key=lambda item: (item[1], item[0]))
    return [(score, number) for number, score in best]


def _add_scores(state: Reading, term: Term, totals: dict[int, float]) -> set[int]:
    """Add what a term is worth to each of the documents, and tell which have it."""
    weights, lengths = _weights(state, term), state.figures.length_of(term.fieldname)
    found = totals.keys() & weights.keys()
    if not found:
        return found
    worth = state.searcher.idf(term.fieldname, term.text) * term.boost * (K1 + 1)
    fixed, per_word = K1 * (1 - B), K1 * B / (state.searcher.avg_field_length(term.fieldname) or 1)
    for number in found:
        weight = weights[number]
        totals[number] += worth * weight / (weight + fixed + per_word * lengths[number])
    return found


def _terms(query: Query) -> Iterable[Term]:
    """The terms of a word or a phrase."""
    for leaf in query.leaves():
        if isinstance(leaf, Phrase):
            yield from (Term(leaf.fieldname, word, boost=leaf.boost) for word in leaf.words)
        elif isinstance(leaf, Term):
            yield leaf


def _weights(state: Reading, term: Term) -> dict[int, float]:
    """How often each document has a term; read once for a state of the index."""
    name = term.fieldname, term.text
    if name not in state.kept:
        if sum(map(len, state.kept.values())) > KEPT:
            state.kept.clear()
        found: dict[int, float] = {}
        for leaf, start in state.leaves:
            found.update(_postings(leaf.reader(), *name, start))
        state.kept[name] = found
    return state.kept[name]


def _postings(reader: Any, field: str, text: str, start: int) -> Iterable[tuple[int, float]]:
    """Numbers and weights of one segment, read a block at a time."""
    if (field, text) not in reader:
        return
    matcher = reader.postings(field, text)
    matcher = getattr(matcher, "child", matcher)  # below the filter of deleted documents
    if not isinstance(matcher, W3LeafMatcher):
        while matcher.is_active():
            yield matcher.id() + start, matcher.weight()
            matcher.next()
        return
    while matcher.is_active():
        matcher._read_ids()  # noqa: SLF001 (Whoosh offers only one posting at a time)
        matcher._read_weights()  # noqa: SLF001
        yield from zip((each + start for each in matcher._ids), matcher._weights, strict=True)  # noqa: SLF001
        matcher._next_block()  # noqa: SLF001
