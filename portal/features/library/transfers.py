"""How many uploads and downloads run at once: threads are few, and a slow line holds one for long."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app
from werkzeug.exceptions import ServiceUnavailable

_KEY = "throughline.transfers"
COME_BACK = 10  # seconds


def begin_transfer() -> Callable[[], None]:
    """Take a place and give back how to free it (once); 503 with Retry-After when all are taken."""
    places = _places()
    if not places.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=COME_BACK)
    left = [places.release]
    return lambda: left.pop()() if left else None


@contextmanager
def transfer() -> Iterator[None]:
    """A place for the length of a block."""
    end = begin_transfer()
    try:
        yield
    finally:
        end()


def _places() -> threading.BoundedSemaphore:
    fresh = threading.BoundedSemaphore(current_app.config["TRANSFERS"])
    return cast("threading.BoundedSemaphore", current_app.extensions.setdefault(_KEY, fresh))
