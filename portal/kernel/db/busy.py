"""The database refuses for the sake of others: nothing was changed, and the same may work a moment later."""

import random
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
# PostgreSQL: two that wait for each other, or that cannot be put in an order; one waited too long for a lock.
CLASHES, WAITED = ("40001", "40P01"), "55P03"
LONGEST_WAIT = 5.0  # seconds for a lock, on both databases
PAUSES = (0.05, 0.2)  # seconds before a unit of work is done again


def clashed(error: DBAPIError) -> bool:
    """Whether two got into each other's way: done again at once, it will most likely work."""
    return _code(error) in CLASHES or _sqlite_code(error) == sqlite3.SQLITE_BUSY_SNAPSHOT


def busy(error: DBAPIError) -> bool:
    """Whether the same may work later: two clashed, or others held a lock for too long."""
    locked = _sqlite_code(error) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return clashed(error) or _code(error) == WAITED or locked


def pause(turn: int) -> None:
    """Wait before another try, never as long as the one it clashed with."""
    time.sleep(PAUSES[turn] * random.uniform(0.5, 1.5))


def again(work: Callable[[], T]) -> T:
    """Do a unit of work, one `write()` and nothing that stays beside it, until it no longer clashes: thrice at most."""
    for turn in range(len(PAUSES)):
        try:
            return work()
        except DBAPIError as error:
            if not clashed(error):
                raise
            pause(turn)
    return work()


def _code(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _sqlite_code(error: DBAPIError) -> int:
    return int(getattr(error.orig, "sqlite_errorcode", None) or 0)
