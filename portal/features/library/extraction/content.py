"""What a file is by what is in it: its first bytes and its last. Parses nothing, and knows nothing of the portal."""

import codecs
import mimetypes
import re

import puremagic

from portal.features.library.extraction.formats.wide import wide
from portal.features.library.extraction.media import OPEN_XML, PROTECTED, ZIP

UNKNOWN = "application/octet-stream"

BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
# A word in the archive's list of names, or at its beginning.
IN_ARCHIVE: tuple[tuple[bytes, str], ...] = (
    (b"word/document", f"{OPEN_XML}wordprocessingml.document"),
    (b"ppt/presentation", f"{OPEN_XML}presentationml.presentation"),
    (b"xl/workbook", f"{OPEN_XML}spreadsheetml.sheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
    (b"mimetypeapplication/epub+zip", "application/epub+zip"),
)
IN_COMPOUND: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", PROTECTED),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__nameid_version", "application/vnd.ms-outlook"),
)
BY_ENDING = {
    "md": "text/markdown",
    "markdown": "text/markdown",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "eml": "message/rfc822",
    "yaml": "application/yaml",
    "yml": "application/yaml",
}
# What the box "ftyp" at the beginning says: photos of phones look like film otherwise.
PHOTOS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
CARDS = ((b"BEGIN:VCALENDAR", "text/calendar"), (b"BEGIN:VCARD", "text/vcard"))
MAIL = re.compile(
    rb"^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|delivered-to|x-[a-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
PAGE = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|script)\b", re.IGNORECASE | re.DOTALL
)
PICTURE = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!doctype svg[^>\[]*(?:\[.*?\]\s*)?>\s*)*<svg\b",
    re.IGNORECASE | re.DOTALL,
)


def media_type(head: bytes, tail: bytes, name: str) -> str:
    """The type of a file that begins and ends like this; the name decides only between kinds of text."""
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    for beginning, found in BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head[4:8] == b"ftyp" and head[8:12] in PHOTOS:
        return "image/avif" if b"avif" in head[16:64] else "image/heic"
    if head.startswith(b"PK\x03\x04"):
        return _archive(head, tail)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(head + tail, name)
    return _text(head, name) if _is_text(head) else _magic(head)


def _archive(head: bytes, tail: bytes) -> str:
    """By the names in its directory, which stands at the end; not by what archives within it hold."""
    end = tail.rfind(b"PK\x05\x06")
    length = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    whole = 0 < length <= end
    directory = tail[end - length : end] if whole else head + tail
    return next((found for word, found in IN_ARCHIVE if word in directory or head[30:].startswith(word)), ZIP)


def _compound(sample: bytes, name: str) -> str:
    """Old office files: by the name of a stream, else by the ending; both lead to the same careful reader."""
    for word, found in IN_COMPOUND:
        if word.encode("utf-16-le") in sample:
            return found
    guess = mimetypes.guess_type(name)[0] or ""
    if guess.startswith(OPEN_XML):
        return PROTECTED  # a new office file in an old wrapping is an encrypted one
    return guess if guess.startswith("application/vnd.ms-") or guess == "application/msword" else "application/x-ole"


def _text(head: bytes, name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    for beginning, found in CARDS:
        if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:20].upper().startswith(beginning):
            return found
    if PAGE.match(head):
        return "text/html"
    if PICTURE.match(head):
        return "image/svg+xml"
    if head.lstrip().startswith(b"<?xml"):
        return "application/xml"
    if len(MAIL.findall(head)) >= 2 and MAIL.match(head.lstrip()) and ending not in ("md", "txt"):
        return "message/rfc822"
    return BY_ENDING.get(ending, "text/plain")


def _is_text(head: bytes) -> bool:
    """Whether these are letters: marked as Unicode, or with few control signs (hardly any where it is not UTF-8)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or wide(head):
        return True
    odd = sum(1 for sign in head if sign < 9 or 13 < sign < 27 or 27 < sign < 32)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return odd * 100 <= len(head)
    return odd * 4 <= len(head)


def _magic(head: bytes) -> str:
    try:
        return puremagic.magic_string(head)[0].mime_type or UNKNOWN
    except (puremagic.PureError, ValueError, IndexError):
        return UNKNOWN
