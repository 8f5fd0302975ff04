"""Work for later: a row in the caller's transaction, taken by the worker, done at least once.

Handlers are one-line shells around a service and must be idempotent: a worker that dies is followed by another.

A reader of the ledger is a timer that stands apart, in a thread of its own beside the jobs:

    @timer("search.follow", timedelta(seconds=0.2), apart=True)
    def follow() -> bool: ...

It takes one batch of `due_audiences`, settles, and answers whether more is waiting: then it is called again at once.
`drain` (commands and tests) calls it in the same thread until it answers False. What it raises is logged, and it is
called again after its rest. It reads and writes through `db.session` and `write()`; both are cleaned up after it.
"""

from portal.kernel.jobs.models import Job, JobState
from portal.kernel.jobs.queue import claim, enqueue, fail, finish, retry
from portal.kernel.jobs.registry import Handler, Tick, handler, handlers, ticks, timer
from portal.kernel.jobs.tidy import tidy
from portal.kernel.jobs.worker import Worker

__all__ = [
    "Handler",
    "Job",
    "JobState",
    "Tick",
    "Worker",
    "claim",
    "enqueue",
    "fail",
    "finish",
    "handler",
    "handlers",
    "retry",
    "ticks",
    "tidy",
    "timer",
]
