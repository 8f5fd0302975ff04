"""Which function does which kind of job, and all timers on one page of each process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Handler = Callable[[dict[str, Any]], None]
handlers: dict[str, Handler] = {}


@dataclass(frozen=True, slots=True)
class Tick:
    """Something the worker does again and again. `run` opens its own transactions and is idempotent."""

    name: str
    every: timedelta
    run: Callable[[], object]


ticks: dict[str, Tick] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Let this function do the jobs of that kind; it receives the payload."""

    def keep(call: Handler) -> Handler:
        if kind in handlers:
            raise ValueError(f"Two handlers for {kind}")
        handlers[kind] = call
        return call

    return keep


def timer(name: str, every: timedelta) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Let the worker call this function about that often."""

    def keep(call: Callable[[], object]) -> Callable[[], object]:
        if name in ticks:
            raise ValueError(f"Two timers named {name}")
        ticks[name] = Tick(name, every, call)
        return call

    return keep
