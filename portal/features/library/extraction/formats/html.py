"""Web pages: what a reader would see, without scripts and styles."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from portal.features.library.extraction.formats.words import decode

HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object"})
BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "title",
        "section",
        "article",
        "pre",
        "blockquote",
        "dt",
        "dd",
        "option",
    ]
)
LINK = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
MOST_LINKS = 1000
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)


def pages(data: bytes) -> Iterator[str]:
    """The words as one page."""
    reader = _Reader()
    shown = words(source_of(data), reader)
    yield "\n".join((shown, *dict.fromkeys(reader.links)))


def source_of(data: bytes) -> str:
    """Its letters, by the encoding it names."""
    named = CHARSET.search(data[:4096])
    return decode(data, named.group(1).decode("ascii") if named else "")


def words(html: str, reader: "_Reader | None" = None) -> str:
    """The text of an HTML source, one line a block."""
    reader = reader or _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.links: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._hidden and tag in HIDDEN:
            self._hidden = tag
        if tag in BLOCKS:
            self.found.append("\n")
        self.found.extend(value + " " for name, value in attrs if name == "alt" and value)
        if tag == "a" and len(self.links) < MOST_LINKS:
            self.links += (value for name, value in attrs if name == "href" and value and LINK.match(value))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""
        if tag in BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)
