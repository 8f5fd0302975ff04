"""The loop of the worker process: timers, then jobs, then a short rest; beside it a thread for each timer apart."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.kernel.db import db, write
from portal.kernel.db.busy import again, busy
from portal.kernel.jobs.models import Job
from portal.kernel.jobs.queue import LEASE, claim, extend, fail, finish, waits
from portal.kernel.jobs.registry import Tick, handlers, ticks

log = structlog.get_logger()
T = TypeVar("T")
REST = 0.1  # seconds between looks at the queue when there is nothing to do
GRACE = 5.0  # seconds a timer apart has to end what it is at


@dataclass(slots=True)
class Worker:
    """Runs until told to stop. Must be inside an application context.

    `in_context` runs a call in a context of its own: for the lease of a long job and for timers that stand apart,
    each in a thread.
    """

    in_context: Callable[[Callable[[], None]], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    _next: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Work for ever."""
        apart = [self._thread(each) for each in ticks.values() if each.apart]
        while not self.stopping.is_set():
            if not self._try_step():
                self.stopping.wait(REST)
        for thread in apart:
            thread.join(GRACE)

    def drain(self) -> int:
        """Work until nothing is left that could be done now, all in this thread; the number of jobs done."""
        done, before = 0, -1
        while done > before:  # timers look at everything there is: once for all jobs, not after each
            before = done
            self.tick(due_only=False)
            while self.one_job():
                done += 1
        return done

    def step(self) -> bool:
        """One round; False when there was nothing to do."""
        self.tick(due_only=True)
        return self.one_job()

    def tick(self, *, due_only: bool) -> None:
        """Run the timers whose time has come, but for those apart (or all, until they have nothing more to do)."""
        for name, each in ticks.items():
            moment = time.monotonic()
            if due_only and (each.apart or self._next.get(name, 0.0) > moment):
                continue
            self._next[name] = moment + each.every.total_seconds()
            more = _run(each)
            while more and not due_only:
                more = _run(each)

    def one_job(self) -> bool:
        """Claim and do one job; False when none waits."""
        jobs = []
        if waits():  # looking takes no write lock: nobody's post waits for an idle worker
            jobs = again(lambda: _written(claim))
        if not jobs:
            db.session.remove()
            return False
        self._do(jobs[0])
        db.session.remove()
        return True

    def _try_step(self) -> bool:
        """A busy database ends no worker: what was not put down is done again when its lease has run out."""
        try:
            return self.step()
        except DBAPIError as error:
            if not busy(error):
                raise
            log.warning("database_busy", what=_said(error))
            db.session.remove()
            return False

    def _thread(self, tick: Tick) -> threading.Thread:
        made = threading.Thread(target=self.in_context, args=(lambda: self._follow(tick),), name=tick.name, daemon=True)
        made.start()
        return made

    def _follow(self, tick: Tick) -> None:
        while not self.stopping.is_set():
            if not _run(tick):
                self.stopping.wait(tick.every.total_seconds())

    def _do(self, job: Job) -> None:
        done = threading.Event()
        keeper = threading.Thread(target=self.in_context, args=(lambda: _keep_lease(job, done),), daemon=True)
        keeper.start()
        try:
            call = handlers[job.kind]
            call(job.payload)
        except Exception as error:
            log.exception("job_failed", job=job.id, kind=job.kind, attempt=job.attempts)
            db.session.rollback()
            said = _said(error)
            again(lambda: _written(lambda session: fail(session, job, said)))
        else:
            again(lambda: _written(lambda session: finish(session, job)))
        finally:
            done.set()
            keeper.join()


def _written(work: Callable[[Session], T]) -> T:
    with write() as session:
        return work(session)


def _said(error: Exception) -> str:
    """What failed, for the administrator's page: PostgreSQL names the row, with its words, from the second line on."""
    return f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"


def _run(tick: Tick) -> bool:
    """Call a timer once; whether it has more to do. What fails is told and waits for the next time."""
    try:
        return bool(tick.run()) and tick.apart
    except Exception:
        log.exception("timer_failed", timer=tick.name)
        return False
    finally:
        db.session.remove()


def _keep_lease(job: Job, done: threading.Event) -> None:
    while not done.wait(LEASE.total_seconds() / 3):
        try:
            again(lambda: _written(lambda session: extend(session, job)))
        except DBAPIError as error:
            if not busy(error):
                raise
            log.warning("database_busy", what=_said(error))  # two more tries before the lease runs out
