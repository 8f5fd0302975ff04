"""What the styles of an OpenDocument file make of letters and lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.features.library.extraction.formats.archive import local, said


@dataclass(frozen=True, slots=True)
class Styles:
    """The marks of letters by style, and whether a list style counts at a level from 1."""

    marks: dict[str, str] = field(default_factory=dict)
    counts: dict[tuple[str, int], bool] = field(default_factory=dict)


def styles_of(*roots: Any) -> Styles:
    """Those of the parts of a file; a part may be missing."""
    found = Styles()
    for element in _all(roots):
        name = said(element, "name")
        for each in element:
            if local(element) == "style" and local(each) == "text-properties":
                found.marks[name] = _marks(each)
            elif local(each).startswith("list-level-style-"):
                level = said(each, "level")
                found.counts[name, int(level) if level.isdecimal() else 1] = local(each).endswith("number")
    return found


def _all(roots: tuple[Any, ...]) -> Iterator[Any]:
    for root in roots:
        if root is not None:
            yield from root.iter("{*}style", "{*}list-style")


def _marks(look: Any) -> str:
    return "".join(
        mark
        for mark, name, plain in (
            ("b", "font-weight", ("", "normal")),
            ("i", "font-style", ("", "normal")),
            ("s", "text-line-through-style", ("", "none")),
            ("u", "text-underline-style", ("", "none")),
        )
        if said(look, name) not in plain
    )
