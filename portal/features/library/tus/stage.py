"""Where the bytes of unfinished uploads lie: `DATA_DIR/uploads/<id>`, whose length is the offset."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from werkzeug.exceptions import Locked

from portal.kernel.blobs import make_durable

START, WHOLE = ".start", ".whole"
CHUNK = 1024 * 1024  # bytes taken at once


@dataclass(frozen=True, slots=True)
class Stage:
    """The bytes of one upload. Beside them may stand where a request with a checksum began, until it proves right."""

    path: Path

    def offset(self) -> int:
        """How many bytes have come and will still be there after the power has failed."""
        try:
            opened = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return 0
        try:
            os.fsync(opened)
            size, start = os.fstat(opened).st_size, self._start()
            return size if start is None else min(size, start)
        finally:
            os.close(opened)

    @contextmanager
    def held(self) -> Iterator[int]:
        """The open file, nothing unproved in it, for one request at a time in all processes; Locked for the second."""
        opened = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Locked from error
            self.forget_unproved(opened)
            yield opened
        finally:
            os.close(opened)

    def begin_unproved(self, start: int) -> None:
        """What comes from here on counts only when `prove` is called."""
        with self._beside(START).open("w") as file:
            file.write(str(start))
            file.flush()
            os.fsync(file.fileno())
        make_durable(self.path.parent)

    def forget_unproved(self, opened: int) -> None:
        """Cut off what was never proved right."""
        start = self._start()
        if start is not None:
            os.ftruncate(opened, min(start, os.fstat(opened).st_size))
            os.fsync(opened)
            self.prove()

    def prove(self) -> None:
        """What has come counts."""
        self._beside(START).unlink(missing_ok=True)

    def whole(self) -> Path:
        """Another name for the bytes, to be given away: the first stays until everybody knows what became of them."""
        given = self._beside(WHOLE)
        given.unlink(missing_ok=True)
        os.utime(self.path)  # they count as new, however long they took
        given.hardlink_to(self.path)
        return given

    def drop(self) -> None:
        """Leave nothing behind."""
        for path in (self.path, self._beside(START), self._beside(WHOLE)):
            path.unlink(missing_ok=True)

    def _start(self) -> int | None:
        try:
            text = self._beside(START).read_text()
        except FileNotFoundError:
            return None
        return int(text) if text.isdigit() else None  # an empty one: the power failed before any byte was taken

    def _beside(self, ending: str) -> Path:
        return self.path.with_suffix(ending)


def folder() -> Path:
    """The folder of all of them."""
    found = Path(current_app.config["DATA_DIR"]) / "uploads"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def stage_of(public_id: str) -> Stage:
    """The bytes of that upload."""
    return Stage(folder() / public_id)


def put(opened: int, piece: bytes | memoryview) -> None:
    """Write all of it."""
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(opened, rest) :]
