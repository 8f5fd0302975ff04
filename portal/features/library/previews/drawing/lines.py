"""Letters with their places, put together to runs of words that can be chosen and marked as one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .document import Run

UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
GAP = 2.0  # heights of a line: a wider gap begins another run, as between two columns


@dataclass(frozen=True, slots=True)
class Sign:
    """A letter and the box around it."""

    letter: str
    left: int
    top: int
    right: int
    bottom: int


def runs_of(signs: Iterable[Sign]) -> list[Run]:
    """The runs in the order in which the letters came."""
    found = []
    for group in _groups(signs):
        text = UNSTORABLE.sub("", "".join(sign.letter for sign in group)).strip()
        boxes = [sign for sign in group if sign.right > sign.left and not sign.letter.isspace()]
        if text and boxes:
            left, top = min(sign.left for sign in boxes), min(sign.top for sign in boxes)
            right, bottom = max(sign.right for sign in boxes), max(sign.bottom for sign in boxes)
            found.append(Run(left, top, right - left, max(1, bottom - top), text))
    return found


def _groups(signs: Iterable[Sign]) -> Iterator[list[Sign]]:
    group: list[Sign] = []
    last: Sign | None = None
    for sign in signs:
        if sign.letter in "\r\n" or (last is not None and sign.right > sign.left and not _beside(last, sign)):
            yield group
            group, last = [], None
        if sign.letter not in "\r\n":
            group.append(sign)
            last = sign if sign.right > sign.left and not sign.letter.isspace() else last
    yield group


def _beside(one: Sign, next_: Sign) -> bool:
    """Whether the next letter goes on in the same line."""
    height = max(one.bottom - one.top, next_.bottom - next_.top, 1)
    level = min(one.bottom, next_.bottom) - max(one.top, next_.top)
    gap = next_.left - one.right
    return level * 3 > min(one.bottom - one.top, next_.bottom - next_.top) and -height < gap < GAP * height
