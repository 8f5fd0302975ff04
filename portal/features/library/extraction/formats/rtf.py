"""Rich text: the words, without fonts, styles and pictures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portal.features.library.extraction.formats.trouble import damaged

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z\r\n])|([{}])|[\r\n]+|\\[\r\n]|([^\\{}\r\n]+)"
)
UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore latentstyles listtable "
    b"listoverridetable rsidtbl generator xmlnstbl fldinst filetbl revtbl mmathPr pgptbl bkmkstart bkmkend".split()
)
SIGNS = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"emdash": "—",
    b"endash": "–",  # noqa: RUF001
    b"bullet": "•",
    b"lquote": "‘",  # noqa: RUF001 (the sign itself)
    b"rquote": "’",  # noqa: RUF001
    b"ldblquote": "“",
    b"rdblquote": "”",
}
# Character sets of fonts, as their code pages.
CHARSETS = {0: 1252, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256}
CHARSETS |= {186: 1257, 204: 1251, 222: 874, 238: 1250}
DEEPEST = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the group ends."""

    unseen: bool = False
    replaced: int = 1  # bytes that stand for a Unicode letter before them
    font: int = 0


def pages(data: bytes) -> Iterator[str]:
    """All words as one page."""
    yield words(data)


def words(data: bytes) -> str:
    """The words of a rich text."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise damaged()
    reader, place = _Reader(), 0
    while place < len(data):
        match = TOKEN.match(data, place)
        if match is None:
            place += 1
            continue
        reader.take(match)
        place = match.end() + (abs(int(match[2] or 0)) if match[1] == b"bin" else 0)
    reader.flush()
    return "".join(reader.found).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    def __init__(self) -> None:
        self.found: list[str] = []
        self._raw = bytearray()  # letters whose page is known once they end
        self._state = _State()
        self._outer: list[_State] = []
        self._page = 1252
        self._pages: dict[int, int] = {}  # of fonts
        self._skip = 0
        self._begun = False

    def take(self, match: re.Match[bytes]) -> None:
        word, number, letter, sign, brace, text = match.groups()
        if brace:
            self._group(brace)
        elif word:
            self._word(word, int(number) if number else None)
        elif letter:
            self._text(bytes([int(letter, 16)]))
        elif sign == b"*" and self._begun:
            self._state = replace(self._state, unseen=True)
        elif sign in (b"\\", b"{", b"}"):
            self._text(sign)
        elif sign == b"~":
            self._sign("\N{NO-BREAK SPACE}")
        elif text:
            self._text(text)
        self._begun = brace == b"{"

    def flush(self) -> None:
        """What was gathered, as letters."""
        if self._raw:
            page = self._pages.get(self._state.font, self._page)
            try:
                self.found.append(self._raw.decode(f"cp{page}", "replace"))
            except LookupError:
                self.found.append(self._raw.decode("cp1252", "replace"))
            self._raw.clear()

    def _group(self, brace: bytes) -> None:
        self.flush()
        self._skip = 0
        if brace == b"{":
            if len(self._outer) > DEEPEST:
                raise damaged()
            self._outer.append(self._state)
        elif self._outer:
            self._state = self._outer.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        if word in UNSEEN:
            self._state = replace(self._state, unseen=True)
        elif word == b"ansicpg" and number:
            self._page = number
        elif word == b"f" and number is not None:
            self.flush()
            self._state = replace(self._state, font=number)
        elif word == b"fcharset" and number in CHARSETS and self._state.unseen:
            self._pages[self._state.font] = CHARSETS[number]
        elif word == b"uc" and number is not None:
            self._state = replace(self._state, replaced=max(number, 0))
        elif word == b"u" and number is not None:
            self._sign(chr(number % 65536))
            self._skip = self._state.replaced
        elif word in SIGNS:
            self._sign(SIGNS[word])

    def _sign(self, sign: str) -> None:
        self.flush()
        if not self._state.unseen:
            self.found.append(sign)

    def _text(self, text: bytes) -> None:
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        if not self._state.unseen:
            self._raw += text[skipped:]
