"""The pieces an outline is made of, as `outline/__init__.py` describes them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Run = tuple[str, str, str]  # text, marks, address
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
SAFE = re.compile(r"(?:https?://|mailto:)[^\s\"'<>\\\x00-\x20\x7f]+", re.IGNORECASE)
LONGEST_ADDRESS = 2000
LONGEST = 200_000  # characters of a block
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A frame: what it says, and the bytes of a picture."""

    head: dict[str, Any]
    body: bytes = b""


def block(kind: str, runs: Iterable[Run] = (), **more: object) -> Block:
    """A block of that kind."""
    return Block({"block": kind, "runs": joined(runs), **more})


def heading(level: int, runs: Iterable[Run]) -> Block:
    """A heading; levels are kept between 1 and 6."""
    return block("heading", runs, level=min(max(level, 1), 6))


def item(depth: int, runs: Iterable[Run], *, ordered: bool) -> Block:
    """One of a list."""
    return block("item", runs, depth=min(max(depth, 0), DEEPEST), ordered=ordered)


def page(number: int, name: str) -> Block:
    """The beginning of a slide or chapter."""
    return Block({"block": "page", "number": number, "name": clean(name)[:200]})


def cell(runs: Iterable[Run], *, across: int = 1, down: int = 1, head: bool = False) -> dict[str, Any]:
    """One of a table."""
    return {"runs": joined(runs), "across": min(max(across, 1), 100), "down": min(max(down, 1), 1000), "head": head}


def joined(runs: Iterable[Run]) -> list[list[str]]:
    """Neighbours that look alike as one, clean and of bearable length; nothing at the ends."""
    found: list[list[str]] = []
    left = LONGEST
    for text, marks, address in runs:
        shown = clean(text)[:left]
        left -= len(shown)
        if found and found[-1][1:] == [marks, address]:
            found[-1][0] += shown
        elif shown:
            found.append([shown, marks, address])
    if found:
        found[0][0] = found[0][0].lstrip("\n")
        found[-1][0] = found[-1][0].rstrip()
    return [run for run in found if run[0]]


def clean(text: str) -> str:
    """Without what cannot be stored or shown."""
    return UNSHOWN.sub("", text)


def address(given: str) -> str:
    """An address that may be followed, or nothing."""
    given = given.strip()
    return given if len(given) <= LONGEST_ADDRESS and SAFE.fullmatch(given) else ""


def says(found: Block) -> bool:
    """Whether there is anything to show."""
    return (
        bool(found.body)
        or found.head.get("block") not in ("heading", "text", "quote", "code", "item")
        or bool(found.head["runs"])
    )
