"""Names and titles: one line, composed, and without characters that hide or turn things around."""

import re
import unicodedata
from urllib.parse import quote

# Controls, bidirectional overrides and isolates, zero-width signs, byte-order marks, private use of our renderer.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000]"
)
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
LONGEST_NAME = 200  # bytes: below what file systems take


def clean_text(text: str) -> str:
    """A text of several lines: composed (NFC), line ends alike, nothing hidden in it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return HIDDEN.sub("", text).encode("utf-8", "ignore").decode()


def clean_line(text: str, *, limit: int = 300) -> str:
    """A name or a title: one line without hidden signs, at most that many characters."""
    return " ".join(clean_text(text).split())[:limit].strip()


def fold(text: str) -> str:
    """For comparing: no case, no accents, compatible forms alike."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def safe_filename(name: str) -> str:
    """A file name as given, made harmless: no path, no hidden sign, no reserved word, at most 200 bytes."""
    name = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1], limit=400)
    name = re.sub(r'[<>:"|?*]', "_", name).strip(". ")
    if not name or RESERVED.fullmatch(name):
        name = f"file {name}".strip()
    stem, dot, ending = name.rpartition(".")
    if len(name.encode()) <= LONGEST_NAME:
        return name
    if not dot or len(ending) > 12:
        stem, ending, dot = name, "", ""
    room = LONGEST_NAME - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + dot + ending


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition header for a file name (RFC 6266): plain letters for old clients, UTF-8 for the rest."""
    safe = safe_filename(name)
    simple = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode()
    simple = re.sub(r'["\\%;]', "_", simple) or "file"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{simple}\"; filename*=UTF-8''{quote(safe, safe='')}"
