"""Words and signs of a text, with where they stand. Standard library only, for the box."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# Scripts without spaces are compared sign by sign; others by words, numbers and single signs.
ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{ALONE}]|[^\W{ALONE}]+|[^\w\s]")


class Token(NamedTuple):
    """`text` as it stands; `apart` says whether a space or a line's end stood before it. Page and line count from 1."""

    text: str
    apart: bool
    page: int
    line: int


def tokens_of(pages: Mapping[int, str], most: int) -> list[Token]:
    """The first `most` tokens of the pages, in order."""
    found: list[Token] = []
    for token in _tokens(pages):
        if len(found) == most:
            break
        found.append(token)
    return found


def _tokens(pages: Mapping[int, str]) -> Iterator[Token]:
    for page in sorted(pages):
        for number, line in enumerate(pages[page].splitlines(), start=1):
            end = -1
            for match in TOKEN.finditer(line):
                yield Token(match.group(), match.start() != end, page, number)
                end = match.end()
