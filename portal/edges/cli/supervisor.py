"""Keeping one worker process alive beside the server: begun again when it dies, ended when the server ends."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping

import structlog

log = structlog.get_logger()
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a worker that died is begun again; doubled each time
STEADY = 60.0  # a worker that lived this long died by chance: the waits begin anew
PATIENCE = 10.0  # seconds a worker may take to finish its present job when it is asked to stop


class Supervisor:
    """Runs in a thread of the server's parent process."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Begin the worker."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker, and return when it has ended."""
        self._stopping.set()
        self._thread.join(PATIENCE + 5)

    def _keep(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            began = time.monotonic()
            child = self._begin()
            while child.poll() is None and not self._stopping.wait(0.2):
                pass
            if self._stopping.is_set():
                _end(child)
                return
            wait = FIRST_WAIT if time.monotonic() - began > STEADY else wait
            log.warning("worker_ended", status=child.returncode, again_in=wait)
            self._stopping.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--under", str(os.getpid())]
        return subprocess.Popen(command, env=self._environment)  # noqa: S603 (our own command)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
