"""What the styles and numberings of a Word document make of a paragraph."""

import posixpath
import re
from dataclasses import dataclass
from typing import Any

from portal.features.library.extraction.formats.archive import Parts, first, local, said

HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|заголовок)\s*(\d)", re.IGNORECASE)
QUOTE = re.compile(r"quote|zitat|citation", re.IGNORECASE)
MOST_ANCESTORS = 12


@dataclass(frozen=True, slots=True)
class Look:
    """A heading of a level, an item at a depth, a quotation, or none of them."""

    heading: int = 0
    depth: int | None = None
    ordered: bool = False
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles by id, and whether a numbering counts at a depth."""

    styles: dict[str, Any]
    counts: dict[tuple[str, int], bool]

    def of(self, paragraph: Any) -> Look:
        """What that paragraph is."""
        own = first(paragraph, "pPr")
        chain = [own] if own is not None else []
        style = first(own, "pStyle") if own is not None else None
        names = []
        key = said(style, "val") if style is not None else ""
        while key in self.styles and len(chain) < MOST_ANCESTORS:
            found = self.styles[key]
            names.append(said(name, "val") if (name := first(found, "name")) is not None else "")
            if (more := first(found, "pPr")) is not None:
                chain.append(more)
            base = first(found, "basedOn")
            key = said(base, "val") if base is not None else ""
        return self._heading(chain, names) or self._item(chain) or Look(quote=any(map(QUOTE.search, names)))

    def _heading(self, chain: list[Any], names: list[str]) -> Look | None:
        for name in names:
            if name.lower() in ("title", "titel"):
                return Look(heading=1)
            if found := HEADING.match(name):
                return Look(heading=int(found[1]))
        level = next((each for one in chain if (each := first(one, "outlineLvl")) is not None), None)
        given = said(level, "val") if level is not None else ""
        return Look(heading=int(given) + 1) if given.isdecimal() and int(given) < 9 else None

    def _item(self, chain: list[Any]) -> Look | None:
        numbers = [each for one in chain if (each := first(one, "numPr")) is not None]
        key = next((said(each, "val") for one in numbers if (each := first(one, "numId")) is not None), "")
        if key in ("", "0"):
            return None
        given = next((said(each, "val") for one in numbers if (each := first(one, "ilvl")) is not None), "0")
        depth = int(given) if given.isdecimal() else 0
        return Look(depth=depth, ordered=self.counts.get((key, depth), False))


def styles_of(parts: Parts, main: str) -> Styles:
    """What the parts beside the main one say; a document may lack them."""
    folder = posixpath.dirname(main)
    root = parts.tree(f"{folder}/styles.xml")
    styles = {said(each, "styleId"): each for each in root if local(each) == "style"} if root is not None else {}
    return Styles(styles, _counts(parts.tree(f"{folder}/numbering.xml")))


def _counts(root: Any) -> dict[tuple[str, int], bool]:
    if root is None:
        return {}
    kinds: dict[str, dict[int, bool]] = {}
    for each in root:
        if local(each) == "abstractNum":
            levels = (one for one in each if local(one) == "lvl")
            kinds[said(each, "abstractNumId")] = {
                int(said(one, "ilvl") or 0): said(form, "val") not in ("bullet", "none")
                for one in levels
                if (form := first(one, "numFmt")) is not None
            }
    return {
        (said(each, "numId"), depth): counts
        for each in root
        if local(each) == "num" and (link := first(each, "abstractNumId")) is not None
        for depth, counts in kinds.get(said(link, "val"), {}).items()
    }
