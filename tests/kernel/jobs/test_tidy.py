"""Work that is done is forgotten; what waits, runs or failed for good stays."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState, tidy
from portal.kernel.jobs.tidy import AT_ONCE, KEPT
from tests.cast import Cast


def test_only_what_was_done_a_while_ago_goes(both: tuple[Flask, Cast]) -> None:
    assert both
    old, new = now() - KEPT - timedelta(minutes=1), now()
    with write() as session:
        session.add_all([Job(kind="old", payload={}, state=JobState.DONE, ended_at=old) for _each in range(AT_ONCE)])
        session.add_all([Job(kind=f"old {state}", payload={}, state=state, ended_at=old) for state in JobState])
        session.add(Job(kind="new", payload={}, state=JobState.DONE, ended_at=new))
    tidy()
    left = set(db.session.scalars(select(Job.kind)))
    assert left == {"old ready", "old running", "old dead", "new"}
