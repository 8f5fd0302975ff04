"""Words and phrases as queries of the index."""

from collections.abc import Sequence

from whoosh.analysis.filters import STOP_WORDS
from whoosh.query import And, NullQuery, Or, Phrase, Query, Term

from portal.readers.search.words import dense, joined, pairs, stem

# Where a word is looked for, and how much it weighs there.
FIELDS = {"title": 2.0, "body": 1.0, "about": 0.5}


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


def _part_query(part: str) -> Query:
    if dense(part):
        return And([anywhere(pair) for pair in pairs(part)])
    return anywhere(stem(part))


def _longest_gap(flat: Sequence[str]) -> int:
    """How many stop words stand together."""
    longest = gap = 0
    for part in flat:
        gap = gap + 1 if part in STOP_WORDS else 0
        longest = max(longest, gap)
    return longest
