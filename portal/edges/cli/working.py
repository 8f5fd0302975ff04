"""The worker of this process."""

import signal
from collections.abc import Callable

from flask import Flask

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
