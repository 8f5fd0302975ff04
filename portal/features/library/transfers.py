"""How many uploads and downloads run at once: threads are few, and a slow line holds one for long."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

_KEY = "throughline.transfers"
COME_BACK = 10  # seconds


class Places:
    """The places of one process, and who has how many of them."""

    def __init__(self, most: int, each: int) -> None:
        self._most, self._each, self._lock = most, each, threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, who: str) -> bool:
        """Whether there was a place for this person; they have it now."""
        with self._lock:
            free = self._taken.total() < self._most and self._taken[who] < self._each
            self._taken[who] += free
            return free

    def give_back(self, who: str) -> None:
        """They need it no longer."""
        with self._lock:
            self._taken[who] -= 1
            self._taken += Counter()  # drops those who have none


def begin_transfer() -> Callable[[], None]:
    """Take a place and give back how to free it (once); 503 with Retry-After when all are taken."""
    places, who = _places(), _who()
    if not places.take(who):
        raise ServiceUnavailable(retry_after=COME_BACK)
    left = [places.give_back]
    return lambda: left.pop()(who) if left else None


@contextmanager
def transfer() -> Iterator[None]:
    """A place for the length of a block."""
    end = begin_transfer()
    try:
        yield
    finally:
        end()


def _who() -> str:
    """Whose places are counted together: a person's, else those of whoever holds the link in the address."""
    person = g.get("person")
    return str(person.id) if person is not None else f"link {(request.view_args or {}).get('token', '')}"


def _places() -> Places:
    config = current_app.config
    fresh = Places(config["TRANSFERS"], config["TRANSFERS_EACH"])
    return cast("Places", current_app.extensions.setdefault(_KEY, fresh))
