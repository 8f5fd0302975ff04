"""Before starting: is the data folder writable and nobody else's, and the port free? One clear line if not."""

import fcntl
import os
import socket
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Check, say what is wrong, and give the exit status."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    folder = Path(os.environ.get("DATA_DIR", "var/data"))
    problem = _folder(folder) or _served(folder) or _port(host, port)
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


def _port(host: str, port: str) -> str:
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"PORT must be a number from 1 to 65535, not {port!r}."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            return f"Port {port} on {host} is in use. Choose another: PORT={int(port) + 1} make run"
    return ""


def _folder(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"Cannot write to the data folder {folder}: {error.strerror}. Choose another: DATA_DIR=… make run"


def _served(folder: Path) -> str:
    """Where another portal serves this folder; while what a killed one left is ending, starting waits by itself."""
    lock = folder / "serving.lock"
    if not lock.exists():
        return ""
    with lock.open("rb") as file:
        process, _, at = file.read().decode().strip().partition(" ")
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            if Path("/proc", process or "none").exists():
                return f"A portal is already running on the data folder {folder}: {at}. Choose another: DATA_DIR=…"
    return ""


if __name__ == "__main__":
    sys.exit(main())
