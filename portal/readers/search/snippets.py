"""Words found, marked in the text of the database: a whole line, or the piece of a longer text that says most."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from markupsafe import Markup, escape
from whoosh.analysis.filters import STOP_WORDS

from portal.kernel.text import fold
from portal.kernel.text.marking import MARK
from portal.readers.search.typed import Wanted
from portal.readers.search.words import APOSTROPHE, CHUNK, INNER, dense, joined, pairs, stem

LENGTH = 220  # characters of a snippet
BEFORE = 60  # of them before the first word found
PLACES = 40  # that are compared for the best one
SCANNED = 6000  # characters that are read word by word when no place was seen at a glance


class Marker:
    """Knows what was asked for, and marks it. `begun` is a word that may be only the beginning of one."""

    def __init__(self, wanted: Iterable[Wanted], *, begun: str = "") -> None:
        words = [parts for each in wanted for parts in each.words]
        parts = {part for word in words for part in word if part not in STOP_WORDS}
        self.begun = begun
        self.runs = {part for part in parts if dense(part)}
        self.roots = {stem(part) for part in parts - self.runs}
        self.roots |= {stem(joined(list(word))) for word in words if len(word) > 1}
        glance = [re.escape(root[: max(2, len(root) - 1)]) for root in self.roots]
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

    def root_in(self, text: str, root: str) -> str:
        """The word of a text that has this root, as it stands there; empty if there is none."""
        return next((each for each in CHUNK.findall(text) if stem(fold(each)) == root), "")

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
            whole, parts = _roots(chunk)
            if whole in self.roots:
                yield match.span()
            elif self.begun or not self.roots.isdisjoint(parts):
                yield from self._in_parts(chunk, match.start())

    def _in_parts(self, chunk: str, start: int) -> Iterator[tuple[int, int]]:
        at = 0
        for part in INNER.split(chunk):
            if not self.roots.isdisjoint(_roots(part)[1]):
                yield start + at, start + at + len(part)
            elif self.begun and fold(part).startswith(self.begun):
                yield start + at, start + at + len(self.begun)
            at += len(part) + 1

    def _in_run(self, chunk: str, start: int) -> Iterator[tuple[int, int]]:
        wanted = [run for run in self.runs if run in chunk] or [pair for run in self.runs for pair in pairs(run)]
        if not wanted:
            return
        for match in re.finditer("|".join(re.escape(each) for each in wanted), chunk):
            yield start + match.start(), start + match.end()


@lru_cache(maxsize=50_000)
def _roots(chunk: str) -> tuple[str, tuple[str, ...]]:
    """The root of a word as a whole, and those of its parts."""
    parts = _parts(chunk)
    return stem(joined(parts)), tuple(stem(each) for each in parts)


def _parts(chunk: str) -> list[str]:
    """The parts of a word as the index has them."""
    found = []
    for part in INNER.split(fold(chunk)):
        head, *rest = APOSTROPHE.split(part)
        found.append(head if rest == ["s"] else head + "".join(rest))
    return [part for part in found if part]
