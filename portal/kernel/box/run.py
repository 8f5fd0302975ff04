"""The parent's side: start a child in its box, wait no longer than allowed, believe nothing but its frames."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO

from portal.kernel.box.child.codes import TOO_LARGE
from portal.kernel.box.frames import Frame, Garbled, TooMuch, frames
from portal.kernel.box.limits import Child, Limits
from portal.kernel.box.walls import ENVIRONMENT, command, wall

DISCARDED = 64 * 1024
REPORTED = 128  # and the number of a signal: how a wall reports one
USUAL = Limits()
Told = Generator[Frame, None, "How"]


class How(StrEnum):
    """How a child ended. All but the first are as well the stored words for why a file could not be read."""

    DONE = "done"
    DAMAGED = "damaged"  # it failed on these bytes
    TOO_LARGE = "too_large"  # more memory, files or answer than allowed
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True)
class Answer:
    """How the child ended, and the frames it told before; all of them where it is DONE."""

    how: How
    frames: list[Frame] = field(default_factory=list)


def run_boxed(child: Child, *arguments: str, source: IO[bytes] | bytes, limits: Limits = USUAL) -> Answer:
    """Let the child read the source from its beginning. Never raises for what is in it; NoBox where there is no box."""
    told = frames_of(child, *arguments, source=source, limits=limits)
    kept: list[Frame] = []
    while True:
        try:
            kept.append(next(told))
        except StopIteration as end:
            return Answer(end.value, kept)


def frames_of(child: Child, *arguments: str, source: IO[bytes] | bytes, limits: Limits = USUAL) -> Told:
    """The frames as they are told; the generator's value is how it ended. Closing it ends the child."""
    call = command(wall(), child, arguments, limits)
    with ExitStack() as stack:
        given = stack.enter_context(_readable(source))
        process = _started(call, given)
        stack.callback(_end, process)
        late = threading.Event()
        clock = threading.Timer(limits.wall, _ring, (process, late))
        stack.callback(clock.cancel)
        clock.start()
        how = yield from _told(process, limits.answer)
        code = process.wait()
        return How.TOO_SLOW if late.is_set() else how or _how(code)


def _readable(source: IO[bytes] | bytes) -> IO[bytes]:
    """The source for reading only, from its beginning, whatever its own handle may do."""
    if not isinstance(source, bytes):
        source.flush()
        return open(f"/proc/self/fd/{source.fileno()}", "rb")  # noqa: PTH123 (an open file, it may have no path)
    kept = tempfile.TemporaryFile()  # noqa: SIM115 (closed by who asked)
    kept.write(source)
    kept.seek(0)
    return kept


def _started(call: list[str], given: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (our own program behind our own walls)
        call,
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )


def _told(process: subprocess.Popen[bytes], most: int) -> Generator[Frame, None, How | None]:
    """All it tells; a verdict where what it told is not to be believed."""
    if process.stdout is None:
        return How.DAMAGED
    try:
        yield from frames(process.stdout, most)
    except TooMuch:
        _kill(process)
        return How.TOO_LARGE
    except Garbled:
        process.stdout.close()  # a child that goes on writing fails
        return None if process.wait() else How.DAMAGED
    return None


def _how(code: int) -> How:
    """The verdict of a status: a wall reports a signal as 128 and its number."""
    dead = -code if code < 0 else code - REPORTED
    if dead == signal.SIGXCPU:
        return How.TOO_SLOW
    if code == TOO_LARGE or dead in (signal.SIGKILL, signal.SIGXFSZ):  # the system kills what takes its memory
        return How.TOO_LARGE
    return How.DAMAGED if code else How.DONE


def _ring(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The first of its group: its walls fall with it, and with them whatever is inside."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of it is left when this returns: as long as anybody lives in there, the answer has no end."""
    _kill(process)
    process.wait()
    if process.stdout is not None and not process.stdout.closed:
        while process.stdout.read(DISCARDED):
            ...
        process.stdout.close()
