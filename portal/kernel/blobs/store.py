"""What a store of bytes can do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

CHUNK = 256 * 1024  # bytes read or written at once: memory stays constant whatever the size of a file


class TooLarge(ValueError):
    """More bytes arrived than are allowed; nothing of them was kept."""


class StoreFailed(OSError):
    """The store does not answer, refuses us, or did not get the bytes as they were sent; nothing of them was kept."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written: SHA-256 in hexadecimal, size in bytes."""

    sha256: str
    size: int


class BlobStore(Protocol):
    """Bytes by workspace key and hash. The key keeps one workspace from learning that another has the same file.

    Everything may raise StoreFailed, also while chunks are read.
    """

    def write(self, key: str, chunks: Iterable[bytes], *, limit: int) -> Stored:
        """Keep the bytes durably; raises TooLarge beyond `limit` bytes."""

    def adopt(self, key: str, path: Path, *, sha256: str | None = None) -> Stored:
        """Take over a whole file to which nobody writes any more; it is gone from its place afterwards.

        `sha256` spares reading it once more, where whoever wrote it hashed every byte of it.
        When this fails or the process dies, the file is where it was or its bytes are kept: nothing half, nothing lost.
        """

    def read(self, key: str, sha256: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes, or a range of them; raises FileNotFoundError before the first chunk."""

    def size(self, key: str, sha256: str) -> int:
        """Size in bytes; raises FileNotFoundError."""

    def delete(self, key: str, sha256: str, *, unless_since: datetime | None = None) -> bool:
        """Forget the bytes, unless they were written (again) since that moment; whether they were there and went."""

    def written_before(self, moment: datetime) -> Iterator[tuple[str, str]]:
        """Key and hash of everything last written before that moment. Sweeps what dead processes left behind."""

    def verify(self, key: str, sha256: str) -> bool:
        """Whether the bytes are there and still have their hash."""
