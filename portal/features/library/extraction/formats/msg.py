"""Mail kept by Outlook: who, when, about what, the words, and what was attached."""

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from portal.features.library.extraction.formats import html, rtf
from portal.features.library.extraction.formats.attached import words_of
from portal.features.library.extraction.formats.compound import Streams
from portal.features.library.extraction.formats.letter import Attached, Letter
from portal.features.library.extraction.formats.lzfu import unpacked
from portal.features.library.extraction.formats.words import decode

SUBJECT, BODY, BODY_RTF, BODY_HTML = "0037", "1000", "1009", "1013"
SENDER, SENDER_ADDRESS, SENDER_SMTP, TO, COPY = "0C1A", "0C1F", "5D01", "0E04", "0E03"
LONG_NAME, SHORT_NAME, BYTES, CALLED, CONTENT_ID = "3707", "3704", "3701", "3001", "3712"
SENT, CODE_PAGE = 0x00390040, 0x3FFD0003
ATTACHED = re.compile(r"(?:.*/)?__attach_version1\.0_#[0-9A-F]{8}")
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
MOST_ATTACHED = 200


def pages(data: bytes) -> Iterator[str]:
    """The mail as one page."""
    yield _words(letter(data))


def letter(data: bytes) -> Letter:
    """The mail."""
    return _Mail(Streams(data), "").letter()


def _words(mail: Letter) -> str:
    body = mail.plain if mail.plain.strip() else html.words(mail.rich)
    return "\n".join((*mail.lines(), "", body, *words_of(mail.attached)))


class _Mail:
    """A mail at a place in a compound file: the file itself, or one attached to it."""

    def __init__(self, streams: Streams, place: str) -> None:
        self._streams, self._place = streams, place
        self._names = [name for name in streams.names if name.startswith(place)]
        self._numbers = self._fixed()

    def letter(self) -> Letter:
        sender = " ".join(filter(None, (self._text(SENDER), self._text(SENDER_SMTP) or self._text(SENDER_ADDRESS))))
        heads = {"subject": self._text(SUBJECT), "from": sender, "to": self._text(TO), "cc": self._text(COPY)}
        heads["date"] = self._sent()
        plain, packed = self._text(BODY), self._bytes(BODY_RTF)
        rich = decode(self._bytes(BODY_HTML), self._page()) or self._text(BODY_HTML)
        if packed and not plain.strip() and not rich:
            plain = rtf.words(unpacked(packed))
        return Letter({name: said for name, said in heads.items() if said}, plain, rich, list(self._attached()))

    def _attached(self) -> Iterator[Attached]:
        below = len(self._place)
        places = sorted({found[0] for name in self._names if (found := ATTACHED.match(name, below))})
        for place in places[:MOST_ATTACHED]:
            part = _Mail(self._streams, f"{place}/")
            name = part._text(LONG_NAME) or part._text(SHORT_NAME) or part._text(CALLED)
            inner = f"{place}/__substg1.0_{BYTES}000D/"
            if any(each.startswith(inner) for each in self._names):
                yield Attached(name, b"", _words(_Mail(self._streams, inner).letter()))
            else:
                yield Attached(name, part._bytes(BYTES), content_id=part._text(CONTENT_ID))

    def _text(self, key: str) -> str:
        wide = self._streams.read(f"{self._place}__substg1.0_{key}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decode(self._streams.read(f"{self._place}__substg1.0_{key}001E"), self._page()).rstrip("\0")

    def _bytes(self, key: str) -> bytes:
        return self._streams.read(f"{self._place}__substg1.0_{key}0102")

    def _page(self) -> str:
        page = struct.unpack_from("<I", self._numbers.get(CODE_PAGE, bytes(8)))[0]
        return "utf-8" if page == 65001 else f"cp{page}" if page else ""

    def _sent(self) -> str:
        since = struct.unpack("<Q", self._numbers.get(SENT, bytes(8)))[0]
        return f"{EPOCH + timedelta(microseconds=since // 10):%Y-%m-%d %H:%M} UTC" if 0 < since < 2**58 else ""

    def _fixed(self) -> dict[int, bytes]:
        """What has a fixed size stands in a table: 16 bytes each, after a head that is longer at the top."""
        table = self._streams.read(f"{self._place}__properties_version1.0")
        return {
            struct.unpack_from("<I", table, at)[0]: table[at + 8 : at + 16]
            for start in (8, 24, 32)
            for at in range(start, len(table) - 15, 16)
        }
