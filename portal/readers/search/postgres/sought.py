"""What was typed as questions to the index of PostgreSQL, with the terms that score them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whoosh.analysis.filters import STOP_WORDS

from portal.readers.search.contract import Question
from portal.readers.search.postgres.lexemes import ABOVE, NAME, quoted, strong
from portal.readers.search.typed import Wanted
from portal.readers.search.words import dense, joined, pairs, stem


@dataclass(frozen=True, slots=True)
class Sought:
    """A word or phrase: the documents it fits, as a tsquery (empty: none), its terms, and for a phrase their order.

    What may stand in the title above only is let in by `query`; whoever asks adds that one of all terms is said.
    """

    query: str = ""
    terms: tuple[str, ...] = ()
    order: str = ""

    @property
    def own(self) -> str:
        """The documents that say any of its terms themselves."""
        return any_of(map(quoted, self.terms))


def sought(wanted: Wanted) -> Sought:
    """One word or phrase; stop words alone fit nothing."""
    return _phrase(wanted.words) if wanted.phrase else _word(wanted.words[0])


def every(words: Sequence[Sought]) -> str:
    """Documents with all the words, one of them at least said by themselves; empty when there can be none."""
    if not words or not all(each.query for each in words):
        return ""
    if len(words) == 1 and len(words[0].terms) == 1:
        return words[0].own
    return all_of([*(each.query for each in words), any_of(each.own for each in words)])


def some(words: Sequence[Sought]) -> str:
    """Documents that say any of the words."""
    return any_of(all_of([each.query, each.own]) for each in words if each.query)


def strongest(words: Sequence[Sought], tier: int) -> str:
    """Documents with any of the terms, where it weighs as much as that tier."""
    return any_of(quoted(strong(term, tier)) for each in words for term in each.terms)


def begun(question: Question) -> str:
    """Documents whose titles have all words of a question as they stand, the last one perhaps only begun."""
    words = [part for each in question.wanted for word in each.words for part in word]
    if not words:
        return ""
    exact = [all_of(quoted(f"{NAME}{each}") for each in (pairs(part) if dense(part) else [part])) for part in words]
    return all_of([*exact[:-1], any_of([exact[-1], f"{quoted(NAME + words[-1])}:*"])])


def all_of(queries: Iterable[str]) -> str:
    """All of some tsqueries."""
    return _joined(" & ", queries)


def any_of(queries: Iterable[str]) -> str:
    """Any of some tsqueries."""
    return _joined(" | ", queries)


def _joined(sign: str, queries: Iterable[str]) -> str:
    found = list(dict.fromkeys(filter(None, queries)))
    return f"({sign.join(found)})" if len(found) > 1 else "".join(found)


def _word(parts: Sequence[str]) -> Sought:
    """One word, whole or parted: "change-over" is changeover, or change and over."""
    each = [_part(part) for part in parts if part not in STOP_WORDS]
    if len(parts) == 1:
        return each[0] if each else Sought()
    whole = _term(stem(joined(list(parts))))
    together = all_of(part.query for part in each)
    return Sought(any_of([whole.query, together]), whole.terms + tuple(term for part in each for term in part.terms))


def _part(part: str) -> Sought:
    if not dense(part):
        return _term(stem(part))
    both = [_term(pair) for pair in pairs(part)]
    return Sought(all_of(each.query for each in both), tuple(term for each in both for term in each.terms))


def _term(term: str) -> Sought:
    return Sought(any_of([quoted(term), quoted(f"{ABOVE}{term}")]), (term,))


def _phrase(words: Sequence[Sequence[str]]) -> Sought:
    """Words in this order, as they stand. Stop words may be any others."""
    flat = [part for parts in words for part in parts]
    parts = [part for part in flat if part not in STOP_WORDS]
    if not parts:
        return Sought()
    loose = [_part(part) for part in parts]
    terms = tuple(term for each in loose for term in each.terms)
    if len(parts) == 1 or any(dense(part) for part in parts):
        return Sought(all_of(each.query for each in loose), terms)
    return Sought(all_of(each.own for each in loose), terms, _order(flat))


def _order(flat: Sequence[str]) -> str:
    """The terms behind each other in the title or the words, with as many others between as there are stop words."""
    said, gap = "", 1
    for part in flat:
        if part in STOP_WORDS:
            gap += 1
            continue
        said = f"{said} <{gap}> {quoted(stem(part))}" if said else quoted(stem(part))
        gap = 1
    return said
