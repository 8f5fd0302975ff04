"""A mail archive as single messages: plain or gzipped, read as a stream, then by place."""

import gzip
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

LARGEST = 32 * 1024**2  # bytes of one message; a larger one is reported
LONGEST_LINE = 1024**2
STRICT = re.compile(rb"^From .*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b")
HEADER = re.compile(rb"^[!-9;-~]{1,76}:(?:\s|$)")
ESCAPED = re.compile(rb"^>+From ")


class NotAnArchive(Exception):
    """The file holds no mail archive, or breaks off; says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lies: its number from 1, offset and size in bytes, and the line that parts it from the last."""

    number: int
    offset: int
    size: int
    envelope: bytes


class Archive:
    """An mbox unpacked into a temporary file, so that messages can be read in any order."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115 (closed with the archive)
        self._path = path
        self.broken = ""  # why reading ended early, if it did

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def places(self) -> Iterator[Place]:
        """Every message in the order of the file; unpacks it on the way."""
        number, begin, envelope = 0, 0, b""
        for separator, line in self._marked():
            if separator:
                if number:
                    yield Place(number, begin, self._file.tell() - begin, envelope)
                number, envelope = number + 1, line
                begin = self._file.tell()
            else:
                if not number:
                    if not line.strip():
                        continue
                    number = 1  # a single message without the line that begins an archive
                self._file.write(ESCAPED.sub(lambda match: match.group(0)[1:], line))
        if number:
            yield Place(number, begin, self._file.tell() - begin, envelope)

    def read(self, place: Place, limit: int = LARGEST) -> bytes:
        """The bytes of a message, at most that many."""
        self._file.flush()
        self._file.seek(place.offset)
        data = self._file.read(min(place.size, limit))
        self._file.seek(0, 2)
        return data

    def _marked(self) -> Iterator[tuple[bool, bytes]]:
        """Each line with whether it begins a message: told by an empty line before, its form, and a header after."""
        held, held_blank, blank = b"", False, True
        for line in self._lines():
            if held:
                strict, headed = bool(STRICT.match(held)), bool(HEADER.match(line))
                yield (strict and headed) or (held_blank and (strict or headed)), held
                held = b""
            if line.startswith(b"From "):
                held, held_blank = line, blank
            else:
                yield False, line
            blank = not line.strip()
        if held:
            yield False, held

    def _lines(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            stream: IO[bytes] = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]  # reads alike
            try:
                while line := stream.readline(LONGEST_LINE):
                    yield line
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                self.broken = f"the archive breaks off: {error}"
