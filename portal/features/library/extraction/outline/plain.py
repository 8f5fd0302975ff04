"""Documents of which only the words are known: each line a paragraph, each slide a page."""

from collections.abc import Iterator

from portal.features.library.extraction.content import media_type
from portal.features.library.extraction.outline.blocks import Block, block, page
from portal.features.library.extraction.readers import read

SLIDES = "application/vnd.ms-powerpoint"
SAMPLE = 64 * 1024


def blocks(data: bytes) -> Iterator[Block]:
    """The words, as they are read for search."""
    kind = media_type(data[:SAMPLE], data[-SAMPLE:], "")
    for number, text in enumerate(read(kind, data), start=1):
        if kind == SLIDES:
            yield page(number, "")
        yield from lines(text)


def lines(text: str) -> Iterator[Block]:
    """A block a line."""
    for line in text.splitlines():
        yield block("text", [(line, "", "")])
