"""The parent's side: hand an upload to the child, wait no longer than allowed, take only a small picture back."""

import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

LARGEST = 15 * 1024**2  # bytes of an upload: the camera of a phone makes less
CHILD = Path(__file__).resolve().with_name("child.py")
SECONDS = 20
RETURNED = 512 * 1024  # bytes; a picture of 256 pixels has a tenth of it
WEBP = (b"RIFF", b"WEBP")
_gate = threading.BoundedSemaphore(2)


class Unreadable(ValueError):
    """The upload is no picture that can be shown."""


def redraw(upload: IO[bytes], *, edge: int, square: bool) -> bytes:
    """The picture as WebP, at most `edge` pixels wide and high; closes the upload. Raises Unreadable. Slow."""
    with upload, tempfile.TemporaryFile() as given:
        given.write(upload.read(LARGEST + 1))
        if not 0 < given.tell() <= LARGEST:
            raise Unreadable
        given.seek(0)
        with _gate:
            drawn = _run(given, str(edge), "square" if square else "whole")
    if (drawn[:4], drawn[8:12]) != WEBP or len(drawn) > RETURNED:
        raise Unreadable
    return drawn


def _run(given: IO[bytes], *arguments: str) -> bytes:
    call = [sys.executable, "-I", str(CHILD), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, on numbers and a word of ours)
            call,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            timeout=SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as slow:
        raise Unreadable from slow
    return done.stdout if done.returncode == 0 else b""
