"""Forgetting work that is done: what it did stands in the ledger and the outbox."""

from datetime import timedelta

from sqlalchemy import delete, select

from portal.kernel.db import now, write
from portal.kernel.jobs.models import Job, JobState
from portal.kernel.jobs.registry import timer

KEPT = timedelta(days=3)  # to look into what went on lately
AT_ONCE = 500  # rows; the write lock is held shortly


@timer("jobs.tidy", timedelta(hours=1))
def tidy() -> None:
    """Delete jobs that were done a while ago. Dead ones stay until somebody has looked at them."""
    old = select(Job.id).where(Job.state == JobState.DONE, Job.ended_at < now() - KEPT).limit(AT_ONCE)
    gone = AT_ONCE
    while gone == AT_ONCE:
        with write() as session:
            gone = len(session.scalars(delete(Job).where(Job.id.in_(old)).returning(Job.id)).all())
