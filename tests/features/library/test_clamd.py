"""What a real clamd says of bytes, and that no answer is never taken for a good one."""

import io
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.features.library import clamd as asking
from portal.features.library.clamd import NoScanner, TooMuch, check_address, scan
from tests.servers import ILL, LARGEST, Scanner, free_port


def pieces(data: bytes, size: int = 1000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.fixture(params=["path", "address"])
def where(request: pytest.FixtureRequest, clamd: Scanner) -> str:
    return str(getattr(clamd, request.param))


def test_it_finds_what_it_knows(where: str) -> None:
    assert scan(where, [b"good words"]) == ""
    assert scan(where, []) == ""
    assert scan(where, [b"before", b"", ILL[:10], ILL[10:], b"after"]).startswith("Throughline.Test")
    assert scan(where, pieces(os.urandom(LARGEST - 1000) + ILL)).startswith("Throughline.Test")
    assert asking.version(where).startswith("ClamAV")


def test_it_looks_into_archives(clamd: Scanner) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside/a.txt", ILL * 100)
    assert scan(clamd.path, pieces(packed.getvalue())).startswith("Throughline.Test")


def test_what_is_larger_than_it_takes_is_not_called_good(where: str) -> None:
    with pytest.raises(TooMuch):
        scan(where, pieces(bytes(3 * LARGEST), 256 * 1024))


def test_no_scanner_is_said(tmp_path: Path) -> None:
    for address in (str(tmp_path / "none.sock"), f"127.0.0.1:{free_port()}"):
        with pytest.raises(NoScanner):
            scan(address, [b"words"])


@pytest.mark.parametrize(
    "said", [b"", b"stream: ERROR\0", b"OK\0", b"INSTREAM: command unknown\0", b"stream: OK FOUNDED\0", b"\xff\0"]
)
def test_an_answer_of_another_kind_is_none(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        threading.Thread(target=_say, args=(server, said), daemon=True).start()
        with pytest.raises(NoScanner):
            scan(f"127.0.0.1:{server.getsockname()[1]}", [b"words"])


def _say(server: socket.socket, said: bytes) -> None:
    line, _address = server.accept()
    with line:
        while not line.recv(4096).endswith(b"\0\0\0\0"):
            pass
        line.sendall(said)


def test_the_names_it_gives_are_harmless(clamd: Scanner) -> None:
    assert asking._found("stream: <b>\u202eEvil</b>/Worm.A FOUND") == "bEvil/b/Worm.A"


def test_an_address_is_checked_at_the_start() -> None:
    for good in ("", "/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310", "scanner.example:3310"):
        check_address(good)
    for bad in ("clamd", ":3310", "127.0.0.1:", "host:port"):
        with pytest.raises(ValueError, match="CLAMD must be"):
            check_address(bad)
