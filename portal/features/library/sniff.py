"""What a stored file is, by its first bytes and its last."""

from dataclasses import dataclass

from portal.features.library.extraction.content import media_type
from portal.kernel.blobs import blobs

HEAD = 8 * 1024
TAIL = 64 * 1024
# Read backwards, so that this source is no test virus itself.
TEST_VIRUS = b"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X"[::-1]


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The media type by content, and the stored word for why the file is refused, if it is."""

    media_type: str
    refused: str = ""


def sniff(key: str, sha256: str, *, size: int, name: str) -> Sniffed:
    """Look at stored bytes."""
    head = b"".join(blobs().read(key, sha256, length=HEAD))
    tail = b"".join(blobs().read(key, sha256, start=max(size - TAIL, 0), length=TAIL))
    return Sniffed(media_type(head, tail, name), "virus" if TEST_VIRUS in head else "")
