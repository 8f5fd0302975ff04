"""Words found, marked in the text of the database: a whole line, or the piece of a longer text that says most."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from markupsafe import Markup, escape

from portal.kernel.text.marking import MARK
from portal.kernel.text.tongues import ENGLISH
from portal.readers.search.folding import folded
from portal.readers.search.stemming import MARK as MARKED
from portal.readers.search.stemming import language_of, root
from portal.readers.search.typed import Wanted
from portal.readers.search.words import CHUNK, INNER, dense, joined, pairs, pieces, terms, ways

LENGTH = 220  # characters of a snippet
BEFORE = 60  # of them before the first word found
PLACES = 40  # that are compared for the best one
SCANNED = 6000  # characters that are read word by word when no place was seen at a glance


class Marker:
    """Knows what was asked for, and marks it. `begun` is a word that may be only the beginning of one."""

    def __init__(self, wanted: Iterable[Wanted], *, begun: str = "", languages: tuple[str, ...] = (ENGLISH,)) -> None:
        self.wanted, self.begun, self.languages = tuple(wanted), begun, languages
        words = [parts for each in self.wanted for one in (each, *each.also) for parts in one.words]
        self.runs = {part for word in words for part in word if dense(part)}
        self.roots = frozenset(chain.from_iterable(_sought(tuple(word), languages) for word in words))
        bare = {each.partition(MARKED)[0] for each in self.roots}
        glance = [re.escape(root[: max(2, len(root) - 1)]) for root in bare]
        glance += [re.escape(pair) for run in self.runs for pair in pairs(run)]
        self._glance = re.compile("|".join(sorted(glance, key=len, reverse=True)) or r"(?!)", re.IGNORECASE)

    def mark(self, text: str) -> Markup:
        """The whole text, with what was asked for marked."""
        said, last = escape(""), 0
        for start, end in self._hits(text):
            said += escape(text[last:start]) + MARK % text[start:end]
            last = end
        return said + escape(text[last:])

    def snippet(self, text: str) -> Markup:
        """The piece of a text with the most of the words, cut between words."""
        start = self._best(text)
        start = 0 if start <= BEFORE else start - BEFORE
        piece = text[start : start + LENGTH]
        if start and " " in piece[:30]:
            piece = piece.split(" ", 1)[1]
        if start + LENGTH < len(text) and " " in piece[-30:]:
            piece = piece.rsplit(" ", 1)[0]
        before, after = "…" if start else "", "…" if start + LENGTH < len(text) else ""
        return escape(before) + self.mark(piece.strip()) + escape(after)

    def synonyms(self, text: str) -> list[str]:
        """The synonyms a text has in place of words asked for; only its beginning is looked at."""
        if not any(each.also for each in self.wanted):
            return []
        there = frozenset(term for each in self.languages for term, _at in terms(text[:SCANNED], each))
        found = {
            other.text: None
            for each in self.wanted
            if not self._stands(each, there)
            for other in each.also
            if self._stands(other, there)
        }
        return list(found)

    def _stands(self, wanted: Wanted, there: frozenset[str]) -> bool:
        """Whether all its words are among these terms."""
        return all(not (roots := _sought(word, self.languages)) or not roots.isdisjoint(there) for word in wanted.words)

    def says(self, text: str) -> bool:
        """Whether all quoted words stand in a text exactly as they are quoted."""
        said = " ".join("".join(parts) for parts in pieces(text))
        quoted = (" ".join(map("".join, each.words)) for each in self.wanted if each.phrase)
        return all(f" {each} " in f" {said} " for each in quoted)

    def _best(self, text: str) -> int:
        """Where the most of the words asked for stand together."""
        seen = [(match.start(), match.group().lower()) for match in islice(self._glance.finditer(text), PLACES)]
        if not seen:
            return next((start for start, _end in self._hits(text[:SCANNED])), 0)

        def worth(at: int) -> int:
            end = seen[at][0] + LENGTH - BEFORE
            return len({word for start, word in seen[at:] if start < end})

        return seen[max(range(len(seen)), key=worth)][0]

    def _hits(self, text: str) -> Iterator[tuple[int, int]]:
        for match in CHUNK.finditer(text):
            chunk = match.group()
            if dense(chunk):
                yield from self._in_run(chunk, match.start())
                continue
            whole, parts = _roots(chunk, self.languages)
            if not self.roots.isdisjoint(whole):
                yield match.span()
            elif self.begun or not self.roots.isdisjoint(parts):
                yield from self._in_parts(chunk, match.start())

    def _in_parts(self, chunk: str, start: int) -> Iterator[tuple[int, int]]:
        at = 0
        for part in INNER.split(chunk):
            if not self.roots.isdisjoint(_roots(part, self.languages)[1]):
                yield start + at, start + at + len(part)
            elif self.begun and folded(part).startswith(self.begun):
                yield start + at, start + at + len(self.begun)
            at += len(part) + 1

    def _in_run(self, chunk: str, start: int) -> Iterator[tuple[int, int]]:
        wanted = [run for run in self.runs if run in chunk] or [pair for run in self.runs for pair in pairs(run)]
        if not wanted:
            return
        for match in re.finditer("|".join(re.escape(each) for each in wanted), chunk):
            yield start + match.start(), start + match.end()


def root_in(text: str, term: str) -> str:
    """The word of a text that has this root, as it stands there; empty if there is none."""
    language = language_of(term)
    return next((each for each in CHUNK.findall(text) if root(folded(each), language) == term), "")


@lru_cache(maxsize=2_000)
def _sought(word: tuple[str, ...], languages: tuple[str, ...]) -> frozenset[str]:
    """The terms of a word and its parts; none of dense ones, and stop words only of the whole."""
    parts = [*word, joined(word)] if len(word) > 1 else word
    return frozenset(term for part in parts if not dense(part) for way in ways(part, languages) for term in way.terms)


@lru_cache(maxsize=50_000)
def _roots(chunk: str, languages: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The roots of a word as a whole, and those of its parts."""
    parts = [part for each in pieces(chunk) for part in each]
    whole = frozenset(root(joined(parts), each) for each in languages)
    return whole, frozenset(term for part in parts for each in languages for term, _at in terms(part, each))
