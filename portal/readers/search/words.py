"""How a text becomes words, and the words of a question what they may stand as: the one place both indexes ask.

`terms` cuts what is put into an index: folded, cut, joined again where a sign parted them, stemmed in the language of
the text; pairs of signs in scripts without spaces. `ways` tells how a word of a question may stand in texts of some
languages, and `in_order` what a phrase looks like in one of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Self

from whoosh.analysis import Analyzer, Token

from portal.kernel.text.tongues import ENGLISH
from portal.readers.search.folding import folded
from portal.readers.search.stemming import root, stopped

LONGEST = 40  # letters of a word that is worth finding
# Scripts written without spaces: Han, kana, Hangul, Thai, Lao, Burmese, Khmer.
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_DENSE += "\U00020000-\U0003134f"
DENSE = re.compile(f"[{_DENSE}]+")
# A letter with what may stand on it (accents, vowels of Arabic and Hebrew) or behind it unseen (soft hyphen, joiners).
_LETTER = f"(?:(?![{_DENSE}])[^\\W_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060]*)"
_SIGNS = "-\u2010\u2011\u2013_.&"
# Letters and figures, held together by a sign inside: "change-over", "fw_setenv", "2.7.4".
CHUNK = re.compile(f"[{_DENSE}]+|{_LETTER}+(?:[{_SIGNS}'\u2019]{_LETTER}+)*")
INNER = re.compile(f"[{_SIGNS}]")
APOSTROPHE = re.compile("['\u2019]")
# "pt4711" is found by 4711, too, and "v2.7.4" by 2.7.4; what changes more often is no part number but a code.
MIXED = re.compile(r"\d+|[^\W\d_]+")
RUNS = 4
VERSION = re.compile("v(\\d+)")
# Sound changes that are spelled in two ways: M\u00fcller is Muller here and Mueller there.
DIGRAPH = re.compile("(?<![aeiouq])([aou])e(?![aeiou])")
VOWEL = re.compile("(?<=[^aeiouq])[aou](?=[^aeiou])")
SPELLED = 5  # letters a word has before it is thought of in another spelling
VARIANT = 0.6  # what another spelling is worth


@dataclass(frozen=True, slots=True)
class Way:
    """Terms that are one and the same to a question, each in texts of one language; `share` is what they are worth."""

    terms: tuple[str, ...]
    share: float = 1.0


def pieces(text: str) -> Iterator[list[str]]:
    """The words of a text in order, each as its parts (folded, unstemmed): "Change-over" gives ["change", "over"]."""
    for match in CHUNK.finditer(folded(text)):
        chunk = match.group()
        if DENSE.match(chunk):
            yield [chunk]
            continue
        parts = [_bare(part)[:LONGEST] for part in INNER.split(chunk)]
        yield [part for part in parts if part]


def terms(text: str, language: str = ENGLISH, *, stemmed: bool = True) -> Iterator[tuple[str, int]]:
    """What is put into the index: terms with their positions. Stop words leave a gap."""
    position = 0
    for parts in pieces(text):
        for part in parts:
            for term in _signs(part):
                if not stopped(term, language if stemmed else ENGLISH):
                    yield (root(term, language) if stemmed else term), position
            position += 1
        if len(parts) > 1:
            yield (root(joined(parts), language) if stemmed else joined(parts)), position - 1


@lru_cache(maxsize=20_000)
def ways(part: str, languages: tuple[str, ...] = (ENGLISH,)) -> tuple[Way, ...]:
    """How a part of a word may stand in texts of these languages, as it is first; nothing for a stop word.

    Not for a run of a dense script, whose `pairs` all have to be there.
    """
    said = [each for each in languages if not stopped(part, each)]
    if not said:
        return ()
    as_is = dict.fromkeys(root(part, each) for each in said)
    others = dict.fromkeys(root(other, each) for other in _spelled(part) for each in said)
    others = {each: None for each in others if each not in as_is}
    return (Way(tuple(as_is)), *([Way(tuple(others), VARIANT)] if others else []))


def in_order(words: Sequence[Sequence[str]], language: str = ENGLISH) -> list[tuple[str, int]]:
    """A phrase in texts of a language: terms with the steps from the one before. Empty with stop words alone."""
    found: list[tuple[str, int]] = []
    gap = 1
    for part in (part for parts in words for part in parts):
        if stopped(part, language):
            gap += 1
            continue
        found.append((root(part, language), gap))
        gap = 1
    return found


def joined(parts: Sequence[str]) -> str:
    """A word as if no sign parted it."""
    return "".join(parts)[:LONGEST]


def pairs(run: str) -> list[str]:
    """The pairs of neighbours in a run of a dense script; the sign itself when it stands alone."""
    return [a + b for a, b in pairwise(run)] or [run]


def dense(part: str) -> bool:
    """Whether a part is a run of a script written without spaces."""
    return DENSE.match(part) is not None


class Said(str):
    """A text and its language; a string, for Whoosh takes nothing else to an analyzer."""

    __slots__ = ("language",)

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        said = super().__new__(cls, text)
        said.language = language
        return said


class Words(Analyzer):
    """The analyzer of all text fields, as Whoosh wants one."""

    def __init__(self, *, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self.stemmed == other.stemmed

    def __hash__(self) -> int:
        return hash(self.stemmed)

    def __call__(self, value: Said, positions: bool = False, **_asked: Any) -> Iterator[Token]:  # noqa: FBT001, FBT002 (Whoosh's own signature)
        token = Token(positions)
        for term, position in terms(value, value.language, stemmed=self.stemmed):
            token.text, token.pos, token.boost, token.stopped = term, position, 1.0, False
            yield token


def _signs(part: str) -> list[str]:
    """A part as terms: itself; of a dense run its pairs and, to be found alone, its signs; of pt4711 its two halves."""
    if dense(part):
        return [*pairs(part), *part] if len(part) > 1 else [part]
    if part.isalpha() or part.isdigit():
        return [part]
    runs: list[str] = MIXED.findall(part)
    return [part, *runs] if 1 < len(runs) <= RUNS else [part]


def _spelled(word: str) -> Iterator[str]:
    """The same word with one sound change spelled in the other way."""
    if version := VERSION.fullmatch(word):
        yield version[1]
    if len(word) >= SPELLED and word.isascii() and word.isalpha():
        for match in DIGRAPH.finditer(word):
            yield word[: match.start()] + match[1] + word[match.end() :]
        for match in VOWEL.finditer(word):
            yield f"{word[: match.end()]}e{word[match.end() :]}"


def _bare(part: str) -> str:
    """Without an apostrophe: "customer's" is the customer, "don't" is dont."""
    head, *rest = APOSTROPHE.split(part)
    return head if rest == ["s"] else head + "".join(rest)
