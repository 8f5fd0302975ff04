"""A PDF of plain text on A4, written by hand: Helvetica, wrapped lines, a footer with page numbers."""

from collections.abc import Iterator

from portal.edges.demo.documents.text import Block

WIDTH, HEIGHT, MARGIN = 595, 842, 64  # points
# kind: font, size in points, space before, indent
STYLES = {
    "title": ("F2", 20, 0, 0),
    "heading": ("F2", 13, 14, 0),
    "text": ("F1", 10.5, 7, 0),
    "point": ("F1", 10.5, 4, 14),
}
NARROW, BROAD = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMW@%")
Line = tuple[str, float, float, float, str]  # font, size, x, y, text


def pdf(title: str, content: list[Block], note: str) -> bytes:
    """The document as bytes."""
    pages = list(_pages(content))
    fonts = b"<< /F1 3 0 R /F2 4 0 R >>"
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _escaped(title) + b") /Producer (Throughline demo world) >>",
    ]
    for number, lines in enumerate(pages, start=1):
        foot = ("F1", 8.0, float(MARGIN), 36.0, f"{title}. {note}. Page {number} of {len(pages)}")
        drawn = b"\n".join(_draw(line) for line in (*lines, foot))
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {5 + 2 * number} 0 R".encode()
        objects.append(b"<< /Type /Page /Parent 2 0 R /Resources << /Font " + fonts + b" >> " + box + b" >>")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _assemble(objects)


def _pages(content: list[Block]) -> Iterator[list[Line]]:
    lines: list[Line] = []
    y = float(HEIGHT - MARGIN)
    for block in content:
        if block.kind == "page":
            yield lines
            lines, y = [], float(HEIGHT - MARGIN)
            continue
        font, size, before, indent = STYLES[block.kind]
        y -= before
        for number, text in enumerate(_wrapped(block, size, WIDTH - 2 * MARGIN - indent)):
            if y < MARGIN + size:
                yield lines
                lines, y = [], float(HEIGHT - MARGIN)
            y -= size * 1.35
            mark = "\u2022 " if block.kind == "point" and number == 0 else ""
            lines.append((font, size, MARGIN + indent - (9 if mark else 0), y, mark + text))
    yield lines


def _wrapped(block: Block, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in block.text.split():
        if line and _width(f"{line} {word}", size) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _width(text: str, size: float) -> float:
    """About as wide as Helvetica sets it."""
    return size * sum(0.29 if sign in NARROW else 0.86 if sign in BROAD else 0.56 for sign in text)


def _draw(line: Line) -> bytes:
    font, size, x, y, text = line
    return f"BT /{font} {size} Tf {x:.1f} {y:.1f} Td (".encode() + _escaped(text) + b") Tj ET"


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assemble(objects: list[bytes]) -> bytes:
    """Number the objects and say where each begins."""
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)
