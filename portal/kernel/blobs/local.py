"""A directory as a store: `<workspace>/<ab>/<hash>`, a temporary file renamed into place after it reached the disk."""

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from portal.kernel.blobs.arriving import arriving, chunks_of, measure, still, sweep
from portal.kernel.blobs.durable import make_durable
from portal.kernel.blobs.store import Stored


class LocalBlobs:
    """Blobs under one folder of a local disk. What is `shared` may be read by the group the folder belongs to."""

    def __init__(self, root: Path, *, shared: bool = False) -> None:
        self._root, self._shared = root, shared
        self._incoming = root / "incoming"
        self._root.mkdir(parents=True, exist_ok=True, mode=0o750 if shared else 0o700)
        self._incoming.mkdir(exist_ok=True, mode=0o700)

    def write(self, key: str, chunks: Iterable[bytes], *, limit: int) -> Stored:
        with arriving(self._incoming, chunks, limit) as (path, stored):
            self._settle(path, self.path(key, stored.sha256))
        return stored

    def adopt(self, key: str, path: Path, *, sha256: str | None = None) -> Stored:
        stored = measure(path, sha256)
        try:
            self._settle(path, self.path(key, stored.sha256))
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            stored = self.write(key, chunks_of(path), limit=stored.size)  # it lies on another disk
            path.unlink()
        return stored

    def read(self, key: str, sha256: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        path = self.path(key, sha256)
        path.stat()  # what is missing is said at once; the file is opened when the first bytes are asked for
        return chunks_of(path, start=start, length=length)

    def size(self, key: str, sha256: str) -> int:
        return self.path(key, sha256).stat().st_size

    def delete(self, key: str, sha256: str, *, unless_since: datetime | None = None) -> bool:
        path, aside = self.path(key, sha256), self._incoming / secrets.token_hex(8)
        try:
            if _since(path, unless_since):
                return False
            path.replace(aside)
        except FileNotFoundError:
            return False
        if _since(aside, unless_since):  # the same bytes arrived between the look and the deed
            aside.replace(path)
            return False
        aside.unlink()
        return True

    def written_before(self, moment: datetime) -> Iterator[tuple[str, str]]:
        sweep(self._incoming, moment)
        for path in self._root.glob("*/??/*"):
            if not _since(path, moment):
                yield path.parent.parent.name, path.name

    def verify(self, key: str, sha256: str) -> bool:
        try:
            return still(self.read(key, sha256), sha256)
        except FileNotFoundError:
            return False

    def path(self, key: str, sha256: str) -> Path:
        """Where on the disk they lie; raises FileNotFoundError for what can be no key or hash."""
        if not (key.isalnum() and sha256.isalnum()):
            raise FileNotFoundError(key)
        return self._root / key / sha256[:2] / sha256

    def _settle(self, temporary: Path, place: Path) -> None:
        """Rename, and make the new name itself durable."""
        above = place.parent.parent
        fresh = [folder.parent for folder in (above, place.parent) if not folder.exists()]
        for folder in (above, place.parent):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                self._open_to_few(folder, 0o750)
        self._open_to_few(temporary, 0o640)
        os.utime(temporary)  # the moment of arrival, which keeps the sweep away
        temporary.replace(place)
        for folder in (place.parent, *reversed(fresh)):
            make_durable(folder)

    def _open_to_few(self, path: Path, mode: int) -> None:
        path.chmod(mode if self._shared else mode & 0o700)
        if self._shared:
            os.chown(path, -1, self._root.stat().st_gid)


def _since(path: Path, moment: datetime | None) -> bool:
    return moment is not None and path.stat().st_mtime >= moment.timestamp()
