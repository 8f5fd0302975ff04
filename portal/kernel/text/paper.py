"""PDF written by hand: lines of text at their places, on pages of one size.

Latin letters are set in Helvetica, those of other scripts in a font that every reader of PDF brings along or replaces
(Chinese, Japanese, Greek, Cyrillic); a letter with a mark that neither has is set without its mark.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

A4 = (595, 842)  # points
Size = tuple[int, int]
PRODUCER = "Throughline"
PLAIN, BOLD, WIDE = "F1", "F2", "F3"
NARROW, BROAD = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMW@%")
FONTS = b"/Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >>"
ORDERING = b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
BEFORE_PAGES = 8  # objects


class Line(NamedTuple):
    """Text at a place, in points from the lower left corner; `font` is PLAIN or BOLD."""

    font: str
    size: float
    x: float
    y: float
    text: str


def pdf(title: str, pages: Sequence[Sequence[Line]], *, size: Size = A4, producer: str = "Throughline") -> bytes:
    """The document as bytes."""
    kids = " ".join(f"{BEFORE_PAGES + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo " + ORDERING + b" >>",
        b"<< /Title <" + _utf16(f"\ufeff{title}") + b"> /Producer (" + _escaped(producer) + b") >>",
    ]
    for number, lines in enumerate(pages):
        drawn = b"\n".join(map(_draw, lines))
        box = f"/MediaBox [0 0 {size[0]} {size[1]}] /Contents {BEFORE_PAGES + 1 + 2 * number} 0 R".encode()
        objects.append(b"<< /Type /Page /Parent 2 0 R /Resources << " + FONTS + b" >> " + box + b" >>")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _assemble(objects)


def wrapped(text: str, size: float, room: float) -> Iterator[str]:
    """The text in lines that fit, broken between words; a word that is longer than a line is broken inside."""
    line, used, space = "", 0.0, width_of(" ", size)
    for word in (piece for each in text.split() for piece in _pieces(each, size, room)):
        width = width_of(word, size)
        if line and used + space + width > room:
            yield line
            line, used = "", 0.0
        line, used = (f"{line} {word}", used + space + width) if line else (word, width)
    yield line


def width_of(text: str, size: float) -> float:
    """About as wide as it is set, in points."""
    return size * sum(
        0.29 if sign in NARROW else 0.86 if sign in BROAD else 1.0 if _wide(sign) else 0.56 for sign in text
    )


def _pieces(word: str, size: float, room: float) -> Iterator[str]:
    """The word, in pieces that fit a line each."""
    start, used = 0, 0.0
    for at, sign in enumerate(word):
        used += width_of(sign, size)
        if used > room and at > start:
            yield word[start:at]
            start, used = at, width_of(sign, size)
    yield word[start:]


@cache
def _share(sign: str) -> float:
    """Of the size."""
    if sign in NARROW:
        return 0.29
    return 0.86 if sign in BROAD else 1.0 if _wide(sign) else 0.56


def _draw(line: Line) -> bytes:
    parts = [f"BT {line.x:.1f} {line.y:.1f} Td".encode()]
    for wide, signs in groupby("".join(map(_settable, line.text)), _wide):
        run = "".join(signs)
        font = WIDE if wide else line.font
        said = b"<" + _utf16(run) + b">" if wide else b"(" + _escaped(run) + b")"
        parts.append(f"/{font} {line.size} Tf ".encode() + said + b" Tj")
    return b" ".join([*parts, b"ET"])


def _wide(sign: str) -> bool:
    return not sign.encode("cp1252", "ignore") and _elsewhere(sign)


def _elsewhere(sign: str) -> bool:
    """Whether the font for other scripts has it: Greek, Cyrillic, and what is written in squares."""
    return 0x370 <= ord(sign) < 0x530 or 0x2E80 <= ord(sign) < 0xFFF0


def _settable(sign: str) -> str:
    if sign.encode("cp1252", "ignore") or _elsewhere(sign):
        return sign
    bare = unicodedata.normalize("NFKD", sign).encode("cp1252", "ignore").decode("cp1252")
    return bare or "?"


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "ignore").hex().encode()


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assemble(objects: Sequence[bytes]) -> bytes:
    """Number the objects and say where each begins."""
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)
