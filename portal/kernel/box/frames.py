"""What a child says: JSON objects, a line each, with as many bytes behind a line as its `bytes` says."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

LONGEST_LINE = 32 * 1024**2


class Garbled(ValueError):
    """Not what `tell` writes: the child broke off, or was broken into."""


class TooMuch(Garbled):
    """More than is taken from a child."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One line as it was told, and the bytes that came with it."""

    head: dict[str, Any]
    body: bytes = b""


def frames(stream: IO[bytes], most: int) -> Iterator[Frame]:
    """The frames of a stream that may have `most` bytes in all; Garbled or TooMuch where it is anything else."""
    left = most
    while line := stream.readline(min(LONGEST_LINE, left + 1)):
        left -= len(line)
        if left < 0 or len(line) >= LONGEST_LINE:
            raise TooMuch
        head = _head(line)
        size = head.get("bytes", 0)
        if not isinstance(size, int) or size < 0:
            raise Garbled
        left -= size
        if left < 0:
            raise TooMuch
        yield Frame(head, _exactly(stream, size))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    body = stream.read(size) if size else b""
    if len(body) != size:
        raise Garbled
    return body


def _head(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Garbled from error
    if not line.endswith(b"\n") or not isinstance(found, dict):
        raise Garbled
    return found
