"""The write lock: one writer at a time on SQLite, across threads, worker and commands."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

EXTENSION = "throughline.write_lock"


class WriteLock(Protocol):
    """Held from BEGIN to COMMIT of every writing transaction."""

    def hold(self) -> AbstractContextManager[None]: ...


class NoLock:
    """PostgreSQL needs none: row locks do."""

    def hold(self) -> AbstractContextManager[None]:
        return nullcontext()


class FileLock:
    """First a thread lock, then an flock on one file.

    SQLite's own waiting is a lottery of sleeps (writers waited up to 2.6 s in our measurement); this queue is fair
    enough to keep the worst wait near 0.2 s. The kernel frees the flock of a process that dies.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()

    @contextmanager
    def hold(self) -> Iterator[None]:
        with self._threads, self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
