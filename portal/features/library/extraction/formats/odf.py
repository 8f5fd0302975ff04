"""OpenDocument: text as one page, a presentation as one page a slide; headers and footers last."""

import re
from collections.abc import Iterator
from typing import Any

from portal.features.library.extraction.formats.archive import Parts, local, said
from portal.features.library.extraction.formats.trouble import damaged, protected

LINES = frozenset({"p", "h", "desc", "title"})  # the last two say what a picture shows
BLANKS = re.compile("[ \t\r\n]+")
UNSEEN = frozenset({"tracked-changes", "binary-data", "forms"})


def pages(data: bytes) -> Iterator[str]:
    """The words of each slide, or all of them."""
    parts = opened(data)
    found = list(_slides(parts))
    beside = "\n".join(_lines(parts, "styles.xml"))
    if found and beside:
        found[-1] = f"{found[-1]}\n{beside}"
    yield from found or [beside]


def opened(data: bytes) -> Parts:
    """The parts of a file that is whole and asks for no password."""
    parts = Parts(data)
    if b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise protected()
    if "content.xml" not in parts.names:
        raise damaged()
    return parts


def _slides(parts: Parts) -> Iterator[str]:
    """What stands in each page that is drawn; in a text, which has none, all of it."""
    lines: list[str] = []
    drawn = False
    for element in _elements(parts, "content.xml"):
        name = local(element)
        if name in LINES:
            lines.append(text_of(element))
        elif name == "page":
            drawn = True
            yield "\n".join(lines)
            lines.clear()
    if lines and not drawn:
        yield "\n".join(lines)


def _lines(parts: Parts, name: str) -> Iterator[str]:
    """The paragraphs of a part that say something."""
    found = (text_of(element) for element in _elements(parts, name) if local(element) in LINES)
    yield from (line for line in found if line.strip())


def _elements(parts: Parts, name: str) -> Iterator[Any]:
    """Those that nobody took back or hides."""
    for element in parts.elements(name):
        if local(element) in UNSEEN:
            element.clear()
        elif not any(local(each) in UNSEEN | LINES for each in element.iterancestors()):
            yield element


def text_of(element: Any) -> str:
    """The words of a paragraph, with the blanks and tabs that are elements there."""
    found = [BLANKS.sub(" ", element.text or "")]
    for child in element:
        match local(child):
            case "s":
                found.append(blanks(child))
            case "tab":
                found.append("\t")
            case "line-break":
                found.append("\n")
            case "annotation" | "p" | "h":
                found.append(f"\n{text_of(child)}\n")
            case name if name not in UNSEEN:
                found.append(text_of(child))
        found.append(BLANKS.sub(" ", child.tail or ""))
    return "".join(found)


def blanks(element: Any) -> str:
    """As many as an element for blanks stands for."""
    given = said(element, "c")
    return " " * min(int(given), 100) if given.isdecimal() and len(given) < 6 else " "
