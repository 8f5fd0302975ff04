"""What was typed as questions to the index of PostgreSQL, with the terms that score them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from portal.readers.search.contract import Question
from portal.readers.search.index.matching import SYNONYM
from portal.readers.search.postgres.lexemes import ABOVE, NAME, quoted, strong
from portal.readers.search.typed import Wanted
from portal.readers.search.words import Way, dense, in_order, joined, pairs, ways


@dataclass(frozen=True, slots=True)
class Sought:
    """A word or phrase: the documents it fits, as a tsquery (empty: none), its ways, and for a phrase their order.

    What may stand in the title above only is let in by `query`; whoever asks adds that one of all terms is said.
    """

    query: str = ""
    ways: tuple[Way, ...] = ()
    order: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """All its terms."""
        return tuple(term for way in self.ways for term in way.terms)

    @property
    def own(self) -> str:
        """The documents that say any of its terms themselves."""
        return any_of(map(quoted, self.terms))


def sought(wanted: Wanted, languages: tuple[str, ...]) -> Sought:
    """One word or phrase, or a synonym of it, which is worth less; stop words alone fit nothing."""
    found = _phrase(wanted.words, languages) if wanted.phrase else _word(wanted.words[0], languages)
    if not wanted.also:
        return found
    others = [sought(each, languages) for each in wanted.also]
    weaker = tuple(
        replace(way, share=way.share * SYNONYM / len(each.words))
        for each, other in zip(wanted.also, others, strict=True)
        for way in other.ways
    )
    return Sought(any_of([found.query, *(_whole(each) for each in others)]), found.ways + weaker)


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


def _whole(other: Sought) -> str:
    """The documents of a synonym; a phrase in its order, which only words that are said have."""
    return all_of([other.query, other.order])


def _word(parts: Sequence[str], languages: tuple[str, ...]) -> Sought:
    """One word, whole or parted: "change-over" is changeover, or change and over."""
    each = [_part(part, languages) for part in parts if dense(part) or ways(part, languages)]
    if len(parts) == 1:
        return each[0] if each else Sought()
    whole = _any(ways(joined(parts), languages))
    together = all_of(part.query for part in each)
    return Sought(any_of([whole.query, together]), whole.ways + tuple(way for part in each for way in part.ways))


def _part(part: str, languages: tuple[str, ...]) -> Sought:
    if not dense(part):
        return _any(ways(part, languages))
    both = [Way((pair,)) for pair in pairs(part)]
    return Sought(all_of(_term(term) for way in both for term in way.terms), tuple(both))


def _any(found: Sequence[Way]) -> Sought:
    return Sought(any_of(_term(term) for way in found for term in way.terms), tuple(found))


def _term(term: str) -> str:
    return any_of([quoted(term), quoted(f"{ABOVE}{term}")])


def _phrase(words: Sequence[Sequence[str]], languages: tuple[str, ...]) -> Sought:
    """Words in this order, as they stand in texts of each language. Stop words may be any others."""
    found = [_phrase_in(words, each) for each in languages]
    ways = tuple(dict.fromkeys(way for each in found for way in each.ways))
    return Sought(any_of(each.query for each in found), ways, any_of(each.order for each in found))


def _phrase_in(words: Sequence[Sequence[str]], language: str) -> Sought:
    order = in_order(words, language)
    if not order:
        return Sought()
    runs = [pair for term, _gap in order for pair in (pairs(term) if dense(term) else [term])]
    ways = tuple(Way((each,)) for each in runs)
    if len(runs) == 1 or any(dense(term) for term, _gap in order):
        return Sought(all_of(_term(each) for each in runs), ways, "")
    said = quoted(order[0][0]) + "".join(f" <{gap}> {quoted(term)}" for term, gap in order[1:])
    return Sought(all_of(map(quoted, runs)), ways, f"({said})")
