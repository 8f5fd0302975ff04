"""Bytes on their way into a store: measured, in a temporary file that does not long outlive its process."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from portal.kernel.blobs.store import CHUNK, Stored, TooLarge


@contextmanager
def arriving(folder: Path, chunks: Iterable[bytes], limit: int) -> Iterator[tuple[Path, Stored]]:
    """A temporary file with all these bytes in it, on the disk for good; what is left of it at the end is removed."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        path = Path(file.name)
        try:
            state, size = hashlib.sha256(), 0
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(f"More than {limit} bytes")
                state.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            yield path, Stored(state.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)


def measure(path: Path, known: str | None = None) -> Stored:
    """Hash (unless it is known) and size of a file, which is on the disk for good now."""
    with path.open("rb") as file:
        sha256 = known or hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        return Stored(sha256, os.fstat(file.fileno()).st_size)


def still(chunks: Iterable[bytes], sha256: str) -> bool:
    """Whether these bytes have that hash."""
    state = hashlib.sha256()
    for chunk in chunks:
        state.update(chunk)
    return state.hexdigest() == sha256


def chunks_of(path: Path, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """A file, or a part of it, in pieces."""
    with path.open("rb") as file:
        file.seek(start)
        left = length
        while left is None or left > 0:
            chunk = file.read(CHUNK if left is None else min(CHUNK, left))
            if not chunk:
                return
            left = None if left is None else left - len(chunk)
            yield chunk


def sweep(folder: Path, moment: datetime) -> None:
    """Remove what processes that died before that moment have left."""
    for path in folder.iterdir():
        if path.stat().st_mtime < moment.timestamp():
            path.unlink(missing_ok=True)
