"""The parent's side: hand an upload to the child, take only a small picture back."""

import tempfile
import threading
from typing import IO

from portal.kernel.box import Child, How, Limits, NoBox, run_boxed

LARGEST = 15 * 1024**2  # bytes of an upload: the camera of a phone makes less
CHILD = Child("portal.kernel.pictures.child")
RETURNED = 512 * 1024  # bytes; a picture of 256 pixels has a tenth of it
LIMITS = Limits(cpu=10, wall=20, answer=RETURNED)
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
        with _gate:
            drawn = _run(given, str(edge), "square" if square else "whole")
    if (drawn[:4], drawn[8:12]) != WEBP:
        raise Unreadable
    return drawn


def _run(given: IO[bytes], *arguments: str) -> bytes:
    try:
        answer = run_boxed(CHILD, *arguments, source=given, limits=LIMITS)
    except NoBox as error:
        raise Unreadable from error
    return answer.frames[0].body if answer.how is How.DONE and answer.frames else b""
