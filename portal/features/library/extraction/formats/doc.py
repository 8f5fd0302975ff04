"""Word documents of before 2007: the letters stand in pieces, whose table says where and how wide they are."""

import re
import struct
from collections.abc import Iterator

from portal.features.library.extraction.formats.compound import Streams
from portal.features.library.extraction.formats.trouble import damaged, protected

MAGIC = 0xA5EC
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200
CLX = 0x01A2  # where the place and length of the table of pieces stand
FIELDS = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
SIGNS = str.maketrans(
    {"\x07": "\t", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\x1f": "", "\x01": "", "\x08": ""}
)


def pages(data: bytes) -> Iterator[str]:
    """All words as one page."""
    streams = Streams(data)
    main = streams.read("WordDocument")
    if len(main) < CLX + 8 or struct.unpack_from("<H", main)[0] != MAGIC:
        raise damaged()
    flags = struct.unpack_from("<H", main, 10)[0]
    if flags & ENCRYPTED:
        raise protected()
    table = streams.read("1Table" if flags & SECOND_TABLE else "0Table")
    place, length = struct.unpack_from("<II", main, CLX)
    yield _plain("".join(_pieces(main, table[place : place + length])))


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:  # how paragraphs look, before the pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        raise damaged()
    table = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(table) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table) if count > 0 else ()
    for number in range(count):
        length = ends[number + 1] - ends[number]
        place = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)[0]
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            yield main[start : start + max(length, 0)].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * max(length, 0)].decode("utf-16-le", "replace")


def _plain(text: str) -> str:
    """Without what fields compute from; with what they show."""
    for _depth in range(5):
        text = FIELDS.sub(lambda match: match[1] or "", text)
    return text.translate(SIGNS)
