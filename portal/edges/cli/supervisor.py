"""Keeping one worker process alive beside the server: begun again when it dies, ended when the server ends."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger()
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a worker that died is begun again; doubled each time
STEADY = 60.0  # a worker that lived this long died by chance: the waits begin anew
PATIENCE = 10.0  # seconds a worker may take to finish its present job when it is asked to stop


@dataclass(slots=True)
class Supervisor:
    """Belongs to the server's first process, which has one thread and calls `look` about once a second.

    The worker is a fork of that process and shares all that is loaded: together they need little more memory than one.
    """

    work: Callable[[], None]
    _child: int = 0
    _began: float = 0.0
    _next: float = 0.0
    _wait: float = FIRST_WAIT

    def look(self) -> None:
        """Begin the worker if there is none, and not too soon after the last one died."""
        if self._child and not _lives(self._child):
            self._ended(time.monotonic())
        if not self._child and time.monotonic() >= self._next:
            self._begin()

    def stop(self) -> None:
        """End the worker, and return when it has ended."""
        if not self._child:
            return
        _send(self._child, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while _lives(self._child) and time.monotonic() < until:
            time.sleep(0.05)  # waiting for a child knows no time limit
        _send(self._child, signal.SIGKILL)

    def _begin(self) -> None:
        self._began = time.monotonic()
        self._child = os.fork()
        if self._child == 0:
            _be(self.work)

    def _ended(self, moment: float) -> None:
        wait = FIRST_WAIT if moment - self._began > STEADY else self._wait
        self._child, self._next, self._wait = 0, moment + wait, min(wait * 2, LONGEST_WAIT)
        log.warning("worker_ended", again_in=wait)


def _be(work: Callable[[], None]) -> None:
    """In the new process: work, and end without any of the endings that belong to the server."""
    status = 1
    try:
        work()
        status = 0
    except Exception:
        log.exception("worker_failed")
    finally:
        os._exit(status)


def _lives(pid: int) -> bool:
    """Whether the child runs. Gunicorn collects the dead too; then there is no child of that number any more."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


def _send(pid: int, sign: signal.Signals) -> None:
    if _lives(pid):
        os.kill(pid, sign)
