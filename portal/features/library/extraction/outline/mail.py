"""Mails: who, when, about what; the body; the names of what is attached."""

from collections.abc import Iterator

from portal.features.library.extraction.formats import eml, msg
from portal.features.library.extraction.formats.attached import kind_of
from portal.features.library.extraction.formats.compound import MAGIC
from portal.features.library.extraction.formats.letter import Letter
from portal.features.library.extraction.outline.blocks import Block, block, clean
from portal.features.library.extraction.outline.web import blocks_of


def blocks(data: bytes) -> Iterator[Block]:
    """The mail as a page shows it."""
    letter = letter_of(data)
    yield Block({"mail": {name: clean(value)[:5_000] for name, value in letter.heads.items()}})
    pictures = {f"cid:{part.content_id}": part.data for part in letter.attached if part.content_id}
    if letter.rich:
        yield from blocks_of(letter.rich, lambda address: pictures.get(address, b""))
    else:
        for text in letter.plain.split("\n\n"):
            yield block("text", [(text.strip("\n"), "", "")])
    for number, part in enumerate(letter.attached, start=1):
        if not part.name:
            continue  # a picture of the body
        said = {"name": clean(part.name)[:255], "size": len(part.data), "media_type": kind_of(part)}
        yield Block({"attached": number, **said})


def letter_of(data: bytes) -> Letter:
    """A mail by its beginning: Outlook's own, or one as it was sent."""
    return msg.letter(data) if data.startswith(MAGIC) else eml.letter(data)
