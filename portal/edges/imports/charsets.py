"""Letters of mails, whatever they claim to be encoded in."""

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header

from portal.features.library.extraction.formats.words import decode

# What senders call it, and what they really write: the larger set that holds it.
LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "us-ascii": "",
    "ascii": "",
    "unknown-8bit": "",
    "default": "",
    "x-unknown": "",
    "utf8": "utf-8",
    "utf-7": "",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso-8859-8-i": "iso-8859-8",
}
WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?")


def text_of(data: bytes, charset: str = "") -> str:
    """Bytes as text: as named, else UTF-8, else the best guess. Never fails."""
    named = charset.strip().strip("'\"").lower()
    return decode(data, LARGER.get(named, named))


def header_text(raw: str) -> str:
    """A header's value as people read it: encoded words decoded (RFC 2047), bare bytes guessed, one line."""
    raw = re.sub(r"\r?\n[ \t]*", " ", raw)
    raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    if any("\udc80" <= sign <= "\udcff" for sign in raw):
        raw = text_of(raw.encode("utf-8", "surrogateescape"))
    if not WORD.search(raw):
        return raw.strip()
    try:
        parts = decode_header(re.sub(r"\?==\?", "?= =?", raw))
        return "".join(
            part if isinstance(part, str) else text_of(part, charset or "") for part, charset in parts
        ).strip()
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return raw.strip()
