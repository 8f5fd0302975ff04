"""What a stored file is, by its first bytes and its last."""

from dataclasses import dataclass

from portal.features.library.extraction.content import media_type
from portal.kernel.blobs import blobs

HEAD = 8 * 1024
TAIL = 64 * 1024
# Read backwards, so that this source is no test virus itself.
TEST_VIRUS = b"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X"[::-1]
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")  # of Windows, of Linux, of macOS
HARMLESS = frozenset(
    {"pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "txt", "md", "html", "eml"}
    | {"msg", "ics", "zip", "png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "tif", "tiff", "heic"}
    | {"mp3", "wav", "m4a", "ogg", "mp4", "mov", "webm", "avi", "mkv"}
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The media type by content, and the stored word for why the file is refused, if it is."""

    media_type: str
    refused: str = ""


def sniff(key: str, sha256: str, *, size: int, name: str) -> Sniffed:
    """Look at stored bytes."""
    head = b"".join(blobs().read(key, sha256, length=HEAD))
    tail = b"".join(blobs().read(key, sha256, start=max(size - TAIL, 0), length=TAIL))
    found = media_type(head, tail, name)
    return Sniffed(found, "virus" if TEST_VIRUS in head else "disguised" if _disguised(head, name) else "")


def _disguised(head: bytes, name: str) -> bool:
    """Whether a program goes by a name under which nobody expects one. Any other difference only decides the type."""
    program = head.startswith(PROGRAMS) and b"\0" in head[:64]  # a text may begin with these letters
    return program and name.rpartition(".")[2].lower() in HARMLESS
