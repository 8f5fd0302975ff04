"""Whether a portal is being served from a data folder: a lock that goes with the process that holds it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

NAME = "serving.lock"
PATIENCE = 10.0  # seconds in which what a killed server has started may still be ending


@contextmanager
def serving(folder: Path, url: str = "") -> Iterator[None]:
    """Say that this process serves that address, as long as the block runs. Refused at once while another does."""
    until = time.monotonic() + PATIENCE
    while (lock := _take(folder)) is None:
        process, _, at = (folder / NAME).read_text().strip().partition(" ")
        if Path("/proc", process or "none").exists() or time.monotonic() > until:
            where = f", at {at}" if at else ""
            raise click.ClickException(f"Another portal is running on the data folder {folder}{where}.")
        time.sleep(0.2)
    with lock:
        lock.truncate(0)
        lock.write(f"{os.getpid()} {url}".encode())
        lock.flush()
        yield


def is_serving(folder: Path) -> bool:
    """Whether another process does."""
    lock = _take(folder)
    if lock is not None:
        lock.close()
    return lock is None


def _take(folder: Path) -> IO[bytes] | None:
    file = (folder / NAME).open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
