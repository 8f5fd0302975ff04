"""What each of these modules gives."""

from dataclasses import dataclass
from typing import Protocol

from PIL.Image import Image

PIXELS = 12_000_000  # of one drawing: a long page is drawn smaller than asked


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in one line: from the left and the top, in thousandths of the page's width."""

    x: int
    y: int
    width: int
    height: int
    text: str


class Document(Protocol):
    """Pages count from 1."""

    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each page, in points or pixels."""

    def draw(self, page: int, width: int, /) -> Image:
        """The page at about that width in pixels."""

    def texts(self) -> list[str]:
        """The words of every page."""

    def runs(self, page: int, /) -> list[Run]:
        """Where its words stand."""


class Trouble(Exception):
    """It cannot be drawn: `protected`, `damaged` or `too_large`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fitting(width: float, height: float, wanted: int) -> float:
    """How many times larger a page of that size is drawn, so that it has the wanted width or all the pixels allowed."""
    if width <= 0 or height <= 0:
        raise Trouble("damaged")
    scale = wanted / width
    pixels = width * height * scale * scale
    return float(scale if pixels <= PIXELS else scale * (PIXELS / pixels) ** 0.5)
