"""Putting jobs in and taking them out. All but `enqueue` run in a `write()` of their own."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.kernel.db import db, new_public_id, now
from portal.kernel.jobs.models import Job, JobState

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    run_at: datetime | None = None,
    dedupe: str | None = None,
    max_attempts: int = 8,
) -> None:
    """Add a job to the running transaction. With `dedupe`, an equal one that has not begun stands for both."""
    session = db.session()
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {
        "kind": kind,
        "payload": payload,
        "run_at": run_at or now(),
        "dedupe": dedupe,
        "max_attempts": max_attempts,
    }
    session.execute(dialect.insert(Job).values(row).on_conflict_do_nothing(index_elements=[Job.dedupe]))


def waits() -> bool:
    """Whether there is a job to claim."""
    return db.session.scalar(select(Job.id).where(_waiting(now())).limit(1)) is not None


def claim(session: Session, *, limit: int = 1) -> list[Job]:
    """Lease the next jobs whose time has come, or whose worker went silent. Their dedupe key is free again."""
    moment = now()
    _bury(session, moment)
    ids = select(Job.id).where(_waiting(moment)).order_by(Job.run_at, Job.id).limit(limit)
    chosen = session.scalars(ids.with_for_update(skip_locked=True)).all()
    if not chosen:
        return []
    taken = {
        "state": JobState.RUNNING,
        "locked_until": moment + LEASE,
        "lease": new_public_id(),
        "attempts": Job.attempts + 1,
        "dedupe": None,
    }
    session.execute(update(Job).where(Job.id.in_(chosen)).values(taken).execution_options(synchronize_session=False))
    found = select(Job).where(Job.id.in_(chosen)).order_by(Job.run_at, Job.id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def _waiting(moment: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == JobState.READY, Job.run_at <= moment),
        and_(Job.state == JobState.RUNNING, Job.locked_until < moment),
    )


def _bury(session: Session, moment: datetime) -> None:
    """A job whose worker died with it as often as it may be tried would kill every worker: it is dead too."""
    silent = Job.state == JobState.RUNNING, Job.locked_until < moment, Job.attempts >= Job.max_attempts
    ended = {"state": JobState.DEAD, "ended_at": moment, "locked_until": None}
    ended |= {"last_error": "The worker died each time while doing this"}
    session.execute(update(Job).where(*silent).values(ended).execution_options(synchronize_session=False))


def extend(session: Session, job: Job) -> None:
    """Keep the lease of a job that takes long."""
    _change(session, job, locked_until=now() + LEASE)


def finish(session: Session, job: Job) -> None:
    """The work is done."""
    _change(session, job, state=JobState.DONE, ended_at=now(), locked_until=None, last_error="")


def fail(session: Session, job: Job, error: str) -> None:
    """Try again later, each time after about twice the wait; after the last attempt the job is dead."""
    if job.attempts >= job.max_attempts:
        _change(session, job, state=JobState.DEAD, ended_at=now(), locked_until=None, last_error=error[:4000])
        return
    wait = min(timedelta(seconds=2**job.attempts), LONGEST_WAIT) * random.uniform(0.8, 1.2)
    _change(session, job, state=JobState.READY, run_at=now() + wait, locked_until=None, last_error=error[:4000])


def retry(session: Session, job_id: int) -> bool:
    """An administrator lets a dead job run again. False when there is no such dead job."""
    fresh = {"state": JobState.READY, "run_at": now(), "attempts": 0, "ended_at": None}
    dead = select(Job.id).where(Job.id == job_id, Job.state == JobState.DEAD)
    if session.scalar(dead) is None:
        return False
    session.execute(update(Job).where(Job.id == job_id).values(fresh))
    return True


def _change(session: Session, job: Job, **values: Any) -> None:
    held = update(Job).where(Job.id == job.id, Job.lease == job.lease, Job.state == JobState.RUNNING)
    session.execute(held.values(**values).execution_options(synchronize_session=False))
