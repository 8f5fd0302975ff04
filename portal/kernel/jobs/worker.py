"""The loop of the worker process: timers, then jobs, then a short rest."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from portal.kernel.db import db, write
from portal.kernel.jobs.models import Job
from portal.kernel.jobs.queue import LEASE, claim, extend, fail, finish
from portal.kernel.jobs.registry import handlers, ticks

log = structlog.get_logger()
REST = 0.1  # seconds between looks at the queue when there is nothing to do


@dataclass(slots=True)
class Worker:
    """Runs until told to stop. Must be inside an application context.

    `keep_alive` wraps the lease renewal of long jobs, which happens in a thread of its own with its own context.
    """

    in_context: Callable[[Callable[[], None]], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    _next: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Work for ever."""
        while not self.stopping.is_set():
            if not self.step():
                self.stopping.wait(REST)

    def drain(self) -> int:
        """Work until nothing is left that could be done now; the number of jobs done."""
        done = 0
        self.tick(due_only=False)
        while self.one_job():
            done += 1
            self.tick(due_only=False)
        return done

    def step(self) -> bool:
        """One round; False when there was nothing to do."""
        self.tick(due_only=True)
        return self.one_job()

    def tick(self, *, due_only: bool) -> None:
        """Run the timers whose time has come (or all)."""
        for name, each in ticks.items():
            moment = time.monotonic()
            if due_only and self._next.get(name, 0.0) > moment:
                continue
            self._next[name] = moment + each.every.total_seconds()
            try:
                each.run()
            except Exception:
                log.exception("timer_failed", timer=name)
            finally:
                db.session.remove()

    def one_job(self) -> bool:
        """Claim and do one job; False when none waits."""
        with write() as session:
            jobs = claim(session)
        if not jobs:
            db.session.remove()
            return False
        self._do(jobs[0])
        db.session.remove()
        return True

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
            with write() as session:
                fail(session, job, f"{type(error).__name__}: {error}")
        else:
            with write() as session:
                finish(session, job)
        finally:
            done.set()
            keeper.join()


def _keep_lease(job: Job, done: threading.Event) -> None:
    while not done.wait(LEASE.total_seconds() / 3):
        with write() as session:
            extend(session, job)
