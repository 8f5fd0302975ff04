"""Presentations of before 2007: one page a slide; records within records, some of which are words."""

import struct
from collections.abc import Iterator

from portal.features.library.extraction.formats.compound import Streams
from portal.features.library.extraction.formats.trouble import damaged, protected

STREAM = "PowerPoint Document"
CONTAINER = 0x0F
LIST, PERSIST = 4080, 1011  # the words of all slides in order; one before each slide's
WIDE, NARROW = 4000, 4008
SLIDE = 1006
ENCRYPTED = 12052
SLIDES = 0  # the kind of list that is shown
DEEPEST = 20


def pages(data: bytes) -> Iterator[str]:
    """The words of each slide."""
    main = Streams(data).read(STREAM)
    if not main:
        raise damaged()
    yield from slides(main)


def slides(main: bytes) -> Iterator[str]:
    """Those of the outline of each slide, then those that stand in boxes of their own."""
    outline: list[list[str]] = []
    boxes: list[list[str]] = []
    for kind, path, body in _records(main, 0, len(main), ()):
        if kind == ENCRYPTED:
            raise protected()
        if kind == PERSIST and (LIST, SLIDES) in path:
            outline.append([])
        elif kind == SLIDE:
            boxes.append([])
        elif kind in (WIDE, NARROW):
            into = outline if (LIST, SLIDES) in path else boxes if any(each[0] == SLIDE for each in path) else []
            if into:
                into[-1].append(_text(kind, body))
    for number in range(max(len(outline), len(boxes))):
        yield "\n".join((*_at(outline, number), *_at(boxes, number)))


def _records(
    main: bytes, start: int, end: int, path: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, tuple[tuple[int, int], ...], bytes]]:
    while start + 8 <= end:
        head, kind, length = struct.unpack_from("<HHI", main, start)
        start += 8
        stop = min(start + length, end)
        if head & 0x0F == CONTAINER:
            yield kind, path, b""
            if len(path) < DEEPEST:
                yield from _records(main, start, stop, (*path, (kind, head >> 4)))
        else:
            yield kind, path, main[start:stop]
        start = stop


def _text(kind: int, body: bytes) -> str:
    text = body.decode("utf-16-le", "replace") if kind == WIDE else body.decode("latin-1")
    return text.replace("\r", "\n").replace("\x0b", "\n")


def _at(found: list[list[str]], number: int) -> list[str]:
    return found[number] if number < len(found) else []
