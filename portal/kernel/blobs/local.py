"""A directory as a store: `<workspace>/<ab>/<hash>`, a temporary file renamed into place after it reached the disk."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from portal.kernel.blobs.store import CHUNK, Stored, TooLarge


class LocalBlobs:
    """Blobs under one folder of a local disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._incoming.mkdir(exist_ok=True, mode=0o700)

    def write(self, key: str, chunks: Iterable[bytes], *, limit: int) -> Stored:
        with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as file:
            try:
                stored = _copy(chunks, file, limit)
                file.flush()
                os.fsync(file.fileno())
                self._settle(Path(file.name), self._path(key, stored.sha256))
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        return stored

    def adopt(self, key: str, path: Path) -> Stored:
        with path.open("rb") as file:
            stored = Stored(hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size)
            os.fsync(file.fileno())
        try:
            self._settle(path, self._path(key, stored.sha256))
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            stored = self.write(key, _chunks(path, 0, None), limit=stored.size)  # it lies on another disk
            path.unlink()
        return stored

    def read(self, key: str, sha256: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        path = self._path(key, sha256)
        path.stat()  # what is missing is said at once; the file is opened when the first bytes are asked for
        return _chunks(path, start, length)

    def size(self, key: str, sha256: str) -> int:
        return self._path(key, sha256).stat().st_size

    def delete(self, key: str, sha256: str) -> None:
        self._path(key, sha256).unlink(missing_ok=True)

    def written_before(self, moment: datetime) -> Iterator[tuple[str, str]]:
        for path in self._incoming.iterdir():
            if path.stat().st_mtime < moment.timestamp():
                path.unlink(missing_ok=True)  # left by a process that died
        for path in self._root.glob("*/??/*"):
            if path.stat().st_mtime < moment.timestamp():
                yield path.parent.parent.name, path.name

    def written_since(self, key: str, sha256: str, moment: datetime) -> bool:
        try:
            return self._path(key, sha256).stat().st_mtime >= moment.timestamp()
        except FileNotFoundError:
            return False

    def verify(self, key: str, sha256: str) -> bool:
        try:
            state = hashlib.sha256()
            for chunk in self.read(key, sha256):
                state.update(chunk)
        except FileNotFoundError:
            return False
        return state.hexdigest() == sha256

    def _path(self, key: str, sha256: str) -> Path:
        if not (key.isalnum() and sha256.isalnum()):
            raise FileNotFoundError(key)
        return self._root / key / sha256[:2] / sha256

    def _settle(self, temporary: Path, place: Path) -> None:
        """Rename, and make the new name itself durable."""
        above = place.parent.parent
        fresh = [folder.parent for folder in (above, place.parent) if not folder.exists()]
        for folder in (above, place.parent):
            folder.mkdir(exist_ok=True, mode=0o700)
        temporary.chmod(0o600)
        temporary.replace(place)
        for folder in (place.parent, *reversed(fresh)):
            _fsync(folder)


def _fsync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _copy(chunks: Iterable[bytes], file: "IO[bytes]", limit: int) -> Stored:
    state, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"More than {limit} bytes")
        state.update(chunk)
        file.write(chunk)
    return Stored(state.hexdigest(), size)


def _chunks(path: Path, start: int, length: int | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = length
        while left is None or left > 0:
            chunk = file.read(CHUNK if left is None else min(CHUNK, left))
            if not chunk:
                return
            left = None if left is None else left - len(chunk)
            yield chunk
