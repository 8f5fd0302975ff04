"""How a text becomes words: folded, cut, joined again where a sign parted them, stemmed; pairs of signs in CJK.

The same on both sides, index and question, or nothing would be found.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.analysis.filters import STOP_WORDS
from whoosh.lang.porter import stem as porter

from portal.kernel.text import fold

LONGEST = 40  # letters of a word that is worth finding
# Scripts written without spaces: Han, kana, Hangul, Thai, Lao, Burmese, Khmer.
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_DENSE += "\U00020000-\U0003134f"
DENSE = re.compile(f"[{_DENSE}]+")
# Letters and figures, held together by a sign inside: "change-over", "fw_setenv", "2.7.4".
CHUNK = re.compile(f"[{_DENSE}]+|(?:(?![{_DENSE}])[^\\W_])+(?:[-\u2010\u2013_.&'\u2019](?:(?![{_DENSE}])[^\\W_])+)*")
INNER = re.compile("[-\u2010\u2013_.&]")
APOSTROPHE = re.compile("['\u2019]")


def pieces(text: str) -> Iterator[list[str]]:
    """The words of a text in order, each as its parts (folded, unstemmed): "Change-over" gives ["change", "over"]."""
    for match in CHUNK.finditer(fold(text)):
        chunk = match.group()
        if DENSE.match(chunk):
            yield [chunk]
            continue
        parts = [_bare(part)[:LONGEST] for part in INNER.split(chunk)]
        yield [part for part in parts if part]


def terms(text: str, *, stemmed: bool = True) -> Iterator[tuple[str, int]]:
    """What is put into the index: terms with their positions. Stop words leave a gap."""
    position = 0
    for parts in pieces(text):
        for part in parts:
            for term in _signs(part):
                if term not in STOP_WORDS:
                    yield (stem(term) if stemmed else term), position
            position += 1
        if len(parts) > 1:
            yield stem(joined(parts)) if stemmed else joined(parts), position - 1


def joined(parts: list[str]) -> str:
    """A word as if no sign parted it."""
    return "".join(parts)[:LONGEST]


def pairs(run: str) -> list[str]:
    """The pairs of neighbours in a run of a dense script; the sign itself when it stands alone."""
    return [a + b for a, b in pairwise(run)] or [run]


def dense(part: str) -> bool:
    """Whether a part is a run of a script written without spaces."""
    return DENSE.match(part) is not None


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The root a word shares with its forms."""
    return str(porter(word)) if word.isascii() and word.isalpha() else word


class Words(Analyzer):
    """The analyzer of all text fields, as Whoosh wants one."""

    def __init__(self, *, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self.stemmed == other.stemmed

    def __hash__(self) -> int:
        return hash(self.stemmed)

    def __call__(self, value: str, positions: bool = False, **_asked: Any) -> Iterator[Token]:  # noqa: FBT001, FBT002 (Whoosh's own signature)
        token = Token(positions)
        for term, position in terms(value, stemmed=self.stemmed):
            token.text, token.pos, token.boost, token.stopped = term, position, 1.0, False
            yield token


def _signs(part: str) -> list[str]:
    """A part as terms: itself; of a dense run its pairs and, to be found alone, its signs."""
    if not dense(part):
        return [part]
    return [*pairs(part), *part] if len(part) > 1 else [part]


def _bare(part: str) -> str:
    """Without an apostrophe: "customer's" is the customer, "don't" is dont."""
    head, *rest = APOSTROPHE.split(part)
    return head if rest == ["s"] else head + "".join(rest)
