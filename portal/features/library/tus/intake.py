"""Bytes on their way to the disk: written, hashed while they are at hand, and sent on to the disk by and by."""

import hashlib
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from portal.features.library.tus.stage import put

WINDOW = 8 * 1024 * 1024  # bytes after which the disk is told to begin with them, and the memory to let go of them
MOST = 256  # uploads whose hash so far is remembered; of others the file is read once more at the end

_hashes: OrderedDict[str, tuple[int, Any]] = OrderedDict()  # of this process: what was hashed up to which offset
_lock = threading.Lock()


@dataclass(slots=True)
class Intake:
    """What one request adds. `hashed` is the SHA-256 of everything up to `offset`, if this process saw it all."""

    opened: int
    name: str
    offset: int
    hashed: Any | None
    told: int

    def take(self, piece: memoryview) -> None:
        """Write a piece."""
        put(self.opened, piece)
        if self.hashed is not None:
            self.hashed.update(piece)
        self.offset += len(piece)
        if self.offset - self.told >= WINDOW:
            self._send_on()

    def sha256(self) -> str | None:
        """Of all that has come, if it is known."""
        return self.hashed.hexdigest() if self.hashed is not None else None

    def end(self) -> None:
        """What has come is on the disk; the next request may hash on from here, unless some of it did not count."""
        os.fsync(self.opened)
        if self.hashed is not None and os.fstat(self.opened).st_size == self.offset:
            with _lock:
                _hashes[self.name] = (self.offset, self.hashed)
                if len(_hashes) > MOST:
                    _hashes.popitem(last=False)

    def _send_on(self) -> None:
        if hasattr(os, "posix_fadvise"):  # not on every system
            os.posix_fadvise(self.opened, self.told, self.offset - self.told, os.POSIX_FADV_DONTNEED)
        self.told = self.offset


def begin_intake(opened: int, name: str, offset: int) -> Intake:
    """For the open file of that upload, from this offset on."""
    os.lseek(opened, offset, os.SEEK_SET)
    with _lock:
        there, hashed = _hashes.pop(name, (0, None))
    if offset == 0:
        there, hashed = 0, hashlib.sha256()
    return Intake(opened, name, offset, hashed if there == offset else None, offset)
