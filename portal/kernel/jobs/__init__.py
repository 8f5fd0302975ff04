"""Work for later: a row in the caller's transaction, taken by the worker, done at least once.

Handlers are one-line shells around a service and must be idempotent: a worker that dies is followed by another.
"""

from portal.kernel.jobs.models import Job, JobState
from portal.kernel.jobs.queue import claim, enqueue, fail, finish, retry
from portal.kernel.jobs.registry import Handler, Tick, handler, handlers, ticks, timer
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
    "timer",
]
