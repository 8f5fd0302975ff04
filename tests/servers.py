"""Servers as processes of their own on 127.0.0.1: Redis and an S3 store from PyPI, and the virus scanner of Debian."""

import contextlib
import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Gives a copy of a filled database: its name, what fills it; the address of the copy, and what filling gave.
Copies = Callable[[str, Callable[[str], Any]], tuple[str, Any]]
# Ports from here up are handed to outgoing connections, so a listener could find its port taken.
EPHEMERAL = 32768
# The S3 store listens a second time at every port of its own plus this.
GRPC = 10000


class DidNotStart(RuntimeError):
    """A server ended or stayed silent; the message is what it printed."""


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(*, above: int = 0) -> int:
    """A port below 32768 on which nobody listens, nor at `above` more than it."""
    while True:
        port = random.randrange(12000, EPHEMERAL - above)
        if is_free(port) and is_free(port + above):
            return port


@contextlib.contextmanager
def running(
    command: list[str], folder: Path, answers: Callable[[], bool], environment: dict[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends; enters once it answers."""
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=os.environ | (environment or {}))
    try:
        try:
            wait_until(answers, process)
        except DidNotStart as silent:
            raise DidNotStart(log.read_text(errors="replace")[-2000:]) from silent
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Wait until a server answers; raises DidNotStart when it ended or stayed silent that long."""
    until = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None or time.monotonic() > until:
            raise DidNotStart
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)


@contextlib.contextmanager
def redis_server(binary: str, folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing on disk; gives its address."""
    port = free_port()
    command = [binary, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with running(command, folder, lambda: _pong(port)):
        yield f"redis://127.0.0.1:{port}/0"


def _pong(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as asking:
        asking.sendall(b"PING\r\n")
        return asking.recv(16).startswith(b"+PONG")
    return False


@dataclass(frozen=True, slots=True)
class S3:
    """Where the S3 store is, who may use it, and its bucket."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str = "throughline"
    region: str = "us-east-1"


@contextlib.contextmanager
def s3_server(folder: Path) -> Iterator[S3]:
    """SeaweedFS, with one bucket and one key that only this run knows."""
    ports = {name: free_port(above=GRPC) for name in ("master", "volume", "filer", "s3", "admin")}
    store = S3(f"http://127.0.0.1:{ports['s3']}", "tests", secrets.token_urlsafe(24))
    command = [str(Path(sys.executable).with_name("weed")), "mini", f"-dir={folder}", f"-bucket={store.bucket}"]
    command += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-admin.ui=false", "-webdav=false", "-master.telemetry=false"]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0", *(f"-{name}.port={port}" for name, port in ports.items())]
    keys = {"AWS_ACCESS_KEY_ID": store.access_key, "AWS_SECRET_ACCESS_KEY": store.secret_key}
    with running(command, folder, lambda: _healthy(f"{store.endpoint}/healthz"), keys):
        yield store


def _healthy(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 (our own address)
    except (urllib.error.URLError, OSError):
        return False
    return True


CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
ILL = b"what only the test scanner takes for an illness"
LARGEST = 4 * 1024**2  # bytes the test scanner takes


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where the virus scanner listens: the path of its socket, and host:port."""

    path: str
    address: str


@contextlib.contextmanager
def clamd_server(folder: Path) -> Iterator[Scanner]:
    """ClamAV's daemon with one signature of our own, so that it starts at once; it finds ILL, in archives too."""
    known, settings, port = folder / "known", folder / "clamd.conf", free_port()
    known.mkdir()
    (known / "own.ndb").write_text(f"Throughline.Test:0:*:{ILL.hex()}\n")
    path = folder / "clamd.sock"
    lines = {"Foreground": "yes", "DatabaseDirectory": known, "LocalSocket": path, "TemporaryDirectory": folder}
    lines |= {"TCPSocket": port, "TCPAddr": "127.0.0.1", "StreamMaxLength": LARGEST, "FixStaleSocket": "yes"}
    settings.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    with running([CLAMD, "-c", str(settings)], folder, lambda: _awake(path)):
        yield Scanner(str(path), f"127.0.0.1:{port}")


def _awake(path: Path) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(path))
        asking.sendall(b"zPING\0")
        return asking.recv(16).startswith(b"PONG")
    return False
