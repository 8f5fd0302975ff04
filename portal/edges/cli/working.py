"""The worker of this process."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flask import Flask

from portal.kernel.db import db
from portal.kernel.jobs import Worker


def make_worker(app: Flask) -> Worker:
    """A worker that stops after its present job when asked to."""

    def in_context(call: Callable[[], None]) -> None:
        with app.app_context():
            call()

    worker = Worker(in_context=in_context)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: worker.stopping.set())
    return worker


def work_beside(app: Flask, *, under: int) -> None:
    """Be the worker of the server, by its pid, that this process was forked from: until it says so or is gone."""
    with suppress(OSError):  # a name to find it by, where the system has such a thing
        Path("/proc/self/comm").write_text("worker")
    os.nice(5)  # what was left for later takes the processor when no page wants it
    worker = make_worker(app)
    _stop_with(worker, under)
    with app.app_context():
        db.engine.dispose(close=False)  # connections are the server's, if it has any
        worker.run()


def _stop_with(worker: Worker, parent: int) -> None:
    """A server that was killed cannot end its worker; the worker notices within a second, or two would run.

    Ctrl C reaches every process of a terminal: here it is left to the server, which then asks its worker to stop.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look() -> None:
        while os.getppid() == parent and not worker.stopping.wait(1):
            pass
        worker.stopping.set()

    threading.Thread(target=look, daemon=True).start()
