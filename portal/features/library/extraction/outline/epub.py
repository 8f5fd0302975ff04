"""Books: chapter after chapter, with their pictures."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from portal.features.library.extraction.formats.archive import Parts
from portal.features.library.extraction.formats.epub import chapters
from portal.features.library.extraction.formats.html import source_of
from portal.features.library.extraction.outline.blocks import Block, page
from portal.features.library.extraction.outline.web import blocks_of


def blocks(data: bytes) -> Iterator[Block]:
    """Each chapter begins a page; its name is its first heading."""
    parts = Parts(data)
    for number, name in enumerate(chapters(parts), start=1):
        folder = posixpath.dirname(name)

        def load(address: str, folder: str = folder) -> bytes:
            return parts.read(posixpath.normpath(posixpath.join(folder, unquote(address.partition("#")[0]))))

        found = blocks_of(source_of(parts.read(name)), load)
        headings = (each for each in found if each.head.get("block") == "heading")
        named = next(("".join(run[0] for run in each.head["runs"]) for each in headings), "")
        yield page(number, named)
        yield from found
