"""Which function does which kind of job, and all timers on one page of each process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Handler = Callable[[dict[str, Any]], None]
handlers: dict[str, Handler] = {}


@dataclass(frozen=True, slots=True)
class Tick:
    """Something the worker does again and again. `run` opens its own transactions and is idempotent.

    One that stands `apart` has a thread and an application context of its own, so that no job delays it and it delays
    none; when its `run` answers with something true, there is more to do and it is called again at once.
    """

    name: str
    every: timedelta
    run: Callable[[], object]
    apart: bool = False


ticks: dict[str, Tick] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Let this function do the jobs of that kind; it receives the payload."""

    def keep(call: Handler) -> Handler:
        if kind in handlers:
            raise ValueError(f"Two handlers for {kind}")
        handlers[kind] = call
        return call

    return keep


def timer(
    name: str, every: timedelta, *, apart: bool = False
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Let the worker call this function about that often; `apart` from jobs and other timers if it must not wait."""

    def keep(call: Callable[[], object]) -> Callable[[], object]:
        if name in ticks:
            raise ValueError(f"Two timers named {name}")
        ticks[name] = Tick(name, every, call, apart)
        return call

    return keep
