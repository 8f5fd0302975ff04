"""Files of the demo world, made from plain text: every page of them is real and can be searched."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from portal.edges.demo.documents.office import docx, pptx, xlsx
from portal.edges.demo.documents.pdf import pdf
from portal.edges.demo.documents.text import Block, blocks

MAKERS: dict[str, Callable[[str, list[Block], str], bytes]] = {"pdf": pdf, "docx": docx, "pptx": pptx}


def make(source: Path, version: int, author: str) -> bytes:
    """The bytes of a file from its source `NAME.ENDING.txt`, signed with its version and who made it."""
    name = source.name.removesuffix(".txt")
    title, _, ending = name.rpartition(".")
    text = source.read_text(encoding="utf-8")
    note = f"Version {version}, {author}"
    if ending in MAKERS:
        return MAKERS[ending](title, blocks(text), note)
    if ending == "xlsx":
        return xlsx(title, list(csv.reader(io.StringIO(text))), note)
    return text.encode()


__all__ = ["make"]
