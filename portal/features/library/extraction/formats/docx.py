"""Word documents: the text, then headers, footers, notes, comments and charts. Pages exist only when it is printed."""

import re
from collections.abc import Iterator

from portal.features.library.extraction.formats.archive import Parts, links, paragraphs
from portal.features.library.extraction.formats.trouble import damaged

BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments|charts/chart|diagrams/data)\d*\.xml")


def pages(data: bytes) -> Iterator[str]:
    """All words as one page."""
    parts = Parts(data)
    main = main_part(parts)
    beside = sorted(filter(BESIDE.fullmatch, parts.names))
    yield "\n".join((*(paragraphs(parts, name) for name in (main, *beside)), *links(parts, main)))


def main_part(parts: Parts) -> str:
    """The name of the part that holds the text."""
    if "word/document.xml" in parts.names:
        return "word/document.xml"
    for name in parts.names:
        if re.fullmatch(r"word/document\d*\.xml", name):
            return name
    raise damaged()
