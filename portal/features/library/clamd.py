"""Asking a virus scanner: ClamAV's daemon takes a stream of bytes and answers what it found."""

import re
import socket
import struct
from collections.abc import Iterable, Iterator

CONNECT, ANSWER = 5.0, 300.0  # seconds until somebody takes the call; until a large file has been looked through
LONGEST_ANSWER = 4096  # bytes
LIMITS = "Heuristics.Limits.Exceeded"  # how it names a file of which it would have looked at a part only
NAME = re.compile(r"[^\w.:/-]")


class NoScanner(OSError):
    """It does not answer, or not as a scanner does."""


class NoAnswer(NoScanner):
    """It ended the line without a word."""


class TooMuch(NoScanner):
    """It answers that it does not look through files of this size."""


def check_address(address: str) -> None:
    """Raises ValueError for what leads to no scanner."""
    host, _, port = address.rpartition(":")
    if address and not address.startswith("/") and not (host and port.isdecimal()):
        raise ValueError(f"CLAMD must be empty, the path of a socket or host:port, not {address!r}")


def scan(address: str, chunks: Iterable[bytes]) -> str:
    """The name of what is in these bytes, empty when nothing is. Raises NoScanner where that cannot be known."""
    with _connected(address) as line:
        # It ends the line when it has had enough; its answer says why.
        if all(_sent(line, piece) for piece in _said(chunks)):
            return _found(_answer(line))
        try:
            return _found(_answer(line))
        except NoAnswer as error:
            raise TooMuch("The scanner ended the line in the middle of the file") from error


def version(address: str) -> str:
    """What it is and how old its signatures are."""
    with _connected(address) as line:
        return _answer(line) if _sent(line, b"zVERSION\0") else ""


def _said(chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for chunk in chunks:
        if chunk:
            yield struct.pack("!I", len(chunk)) + chunk
    yield struct.pack("!I", 0)


def _found(said: str) -> str:
    if said.endswith(" FOUND"):
        name = NAME.sub("", said.removeprefix("stream: ").removesuffix(" FOUND"))[:100]
        if name.startswith(LIMITS):
            raise TooMuch(name)
        return name or "unnamed"
    if said == "stream: OK":
        return ""
    raise TooMuch(said) if "size limit exceeded" in said else NoScanner(f"The scanner says: {said[:200]}")


def _connected(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    try:
        if not address.startswith("/"):
            line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT)
        else:
            line = _at_path(address)
    except OSError as error:
        raise NoScanner(f"{address} does not answer: {error.strerror or error}") from error
    line.settimeout(ANSWER)
    return line


def _at_path(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(CONNECT)
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _sent(line: socket.socket, data: bytes) -> bool:
    try:
        line.sendall(data)
    except OSError:
        return False
    return True


def _answer(line: socket.socket) -> str:
    said = b""
    try:
        while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
            said += more
    except OSError as error:
        raise NoAnswer(f"The scanner ended the line: {error.strerror or error}") from error
    if not said:
        raise NoAnswer("The scanner ended the line")
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
