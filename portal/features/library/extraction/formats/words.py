"""Plain text, Markdown, CSV, JSON and XML: whatever their letters are encoded in."""

import codecs
from collections.abc import Iterator
from importlib import import_module

from portal.features.library.extraction.formats.wide import wide

SAMPLE = 64 * 1024
SHORT = 64
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def pages(data: bytes) -> Iterator[str]:
    """The text as one page."""
    yield decode(data)


def decode(data: bytes, named: str = "") -> str:
    """Bytes as text: by the mark at their beginning, the name given, UTF-8, or the best guess."""
    return decode_named(data, named)[0]


def decode_named(data: bytes, named: str = "") -> tuple[str, str]:
    """The text, and the name of its encoding."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.removesuffix("-sig")
    for encoding in filter(None, (wide(data), named, "utf-8")):
        try:
            return data.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    guessed = _guess(data[:SAMPLE])
    return data.decode(guessed, "replace"), guessed


def _guess(sample: bytes) -> str:
    """A few words with a few foreign letters are taken for western; more is weighed."""
    foreign = sum(sign > 127 for sign in sample)
    if len(sample) < SHORT and foreign * 2 < len(sample):
        return "cp1252"
    found = import_module("charset_normalizer").from_bytes(sample).best()  # takes long to load, and is seldom asked
    return str(found.encoding) if found else "cp1252"
