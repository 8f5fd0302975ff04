"""Timers: in turn with the jobs, or apart from them."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app

from portal.kernel.db import write
from portal.kernel.jobs import Worker, enqueue, handlers, ticks
from portal.kernel.jobs.registry import handler, timer


@pytest.fixture
def bare() -> Iterator[None]:
    """No timer and no job kind but those of the test."""
    kept_ticks, kept_handlers = dict(ticks), dict(handlers)
    ticks.clear()
    yield
    ticks.clear()
    ticks.update(kept_ticks)
    handlers.clear()
    handlers.update(kept_handlers)


def in_context(app: Flask) -> Callable[[Callable[[], None]], None]:
    def run(call: Callable[[], None]) -> None:
        with app.app_context():
            call()

    return run


@pytest.mark.postgres
@pytest.mark.usefixtures("both")
def test_every_timer_runs_on_both_databases() -> None:
    """The worker only tells of one that fails, and goes on."""
    for each in ticks.values():
        each.run()


@pytest.mark.usefixtures("bare")
def test_a_long_job_does_not_delay_a_timer_apart(app: Flask) -> None:
    ticked, let_go = threading.Event(), threading.Event()
    places: set[tuple[bool, bool]] = set()
    worker = Worker(in_context(app))

    @handler("test.long")
    def long(payload: dict[str, Any]) -> None:
        assert ticked.wait(30)  # the timer runs while this job does
        let_go.set()
        worker.stopping.set()

    @timer("test.apart", timedelta(milliseconds=10), apart=True)
    def apart() -> None:
        places.add((threading.current_thread() is main, bool(current_app)))
        ticked.set()

    main = threading.current_thread()
    with write():
        enqueue("test.long", {})
    worker.run()
    assert let_go.is_set()
    assert places == {(False, True)}


@pytest.mark.usefixtures("bare")
def test_a_timer_apart_is_called_while_there_is_more(app: Flask) -> None:
    left, here = [3], threading.current_thread()

    @timer("test.batches", timedelta(hours=1), apart=True)
    def batches() -> bool:
        assert threading.current_thread() is here
        left[0] -= 1
        return left[0] > 0

    Worker(in_context(app)).drain()
    assert left == [0]


@pytest.mark.usefixtures("bare")
def test_what_fails_is_called_again(app: Flask) -> None:
    calls: list[int] = []
    worker = Worker(in_context(app))

    @timer("test.failing", timedelta(milliseconds=1), apart=True)
    def failing() -> None:
        calls.append(1)
        if len(calls) == 3:
            worker.stopping.set()
        raise ValueError("broken")

    worker.run()
    assert len(calls) == 3
