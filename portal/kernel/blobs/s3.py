"""A bucket as a store: `<prefix>/<workspace>/<ab>/<hash>`. Every object appears whole or not at all.

The hash, which is the name, is known only when the last byte has arrived: bytes wait in a local file first. What is
sent is signed with its own SHA-256, so that the bucket takes nothing that changed on the way. What is there already is
sent all the same: it counts as new then, and how long it takes tells nobody that somebody else has the same file.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from portal.kernel.blobs.arriving import arriving, chunks_of, measure, still, sweep
from portal.kernel.blobs.store import CHUNK, Stored, StoreFailed

PIECE = 1024 * 1024  # bytes asked for at once: a slow reader holds no line to the bucket between two pieces
PART = 5 * 1024 * 1024  # bytes of a part of a large object; the smallest a bucket takes
MOST_PARTS = 10_000
AT_ONCE = 2  # parts on the way at once, each in memory
LISTED = 1000  # names in one answer


class S3Blobs:
    """Blobs in a bucket of an S3-compatible store. `incoming` is a local folder for bytes on their way."""

    def __init__(self, store: S3Store, incoming: Path) -> None:
        self._store, self._incoming = store, incoming
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)

    def write(self, key: str, chunks: Iterable[bytes], *, limit: int) -> Stored:
        with arriving(self._incoming, chunks, limit) as (path, stored):
            self._send(key, stored, path)
        return stored

    def adopt(self, key: str, path: Path, *, sha256: str | None = None) -> Stored:
        stored = measure(path, sha256)
        self._send(key, stored, path)
        path.unlink()
        return stored

    def read(self, key: str, sha256: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        size = self.size(key, sha256)
        return self._pieces(_name(key, sha256), start, size if length is None else min(size, start + length))

    def size(self, key: str, sha256: str) -> int:
        with _plainly():
            return obstore.head(self._store, _name(key, sha256))["size"]

    def delete(self, key: str, sha256: str, *, unless_since: datetime | None = None) -> bool:
        name = _name(key, sha256)
        with _plainly():
            try:
                written = obstore.head(self._store, name)["last_modified"]
            except FileNotFoundError:
                return False
            if unless_since is not None and written >= unless_since:
                return False
            obstore.delete(self._store, name)
        return True

    def written_before(self, moment: datetime) -> Iterator[tuple[str, str]]:
        sweep(self._incoming, moment)
        with _plainly():
            for some in obstore.list(self._store, chunk_size=LISTED):
                for each in some:
                    parts = each["path"].split("/")
                    if len(parts) == 3 and each["last_modified"] < moment:
                        yield parts[0], parts[2]

    def verify(self, key: str, sha256: str) -> bool:
        try:
            return still(self.read(key, sha256), sha256)
        except FileNotFoundError:
            return False

    def _send(self, key: str, stored: Stored, path: Path) -> None:
        name, chunks = _name(key, stored.sha256), _unchanged(path, stored.sha256)
        with _plainly():
            if stored.size <= PART:
                obstore.put(self._store, name, b"".join(chunks), use_multipart=False)
            else:
                part = max(PART, stored.size // MOST_PARTS + 1)
                obstore.put(self._store, name, chunks, chunk_size=part, max_concurrency=AT_ONCE)

    def _pieces(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        for at in range(start, stop, PIECE):
            with _plainly():
                piece = memoryview(obstore.get_range(self._store, name, start=at, end=min(at + PIECE, stop)))
            for here in range(0, len(piece), CHUNK):
                yield piece[here : here + CHUNK].tobytes()


def _name(key: str, sha256: str) -> str:
    if not (key.isalnum() and sha256.isalnum()):
        raise FileNotFoundError(key)
    return f"{key}/{sha256[:2]}/{sha256}"


def _unchanged(path: Path, sha256: str) -> Iterator[bytes]:
    """The chunks of a file; an error at their end, before any is kept, if they are not those that were measured."""
    state = hashlib.sha256()
    for chunk in chunks_of(path):
        state.update(chunk)
        yield chunk
    if state.hexdigest() != sha256:
        raise StoreFailed(f"{path.name} changed while it was sent")


@contextmanager
def _plainly() -> Iterator[None]:
    """What the library says in many lines, in one."""
    try:
        yield
    except BaseError as error:
        raise StoreFailed(str(error).splitlines()[0][:300]) from error
