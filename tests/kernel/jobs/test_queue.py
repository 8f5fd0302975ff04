"""The job table on both databases: taken once, tried again with patience, ended, and never lost with a worker."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState, Worker, claim, enqueue, fail, finish, handlers, retry
from portal.kernel.jobs.queue import LEASE, LONGEST_WAIT, extend
from tests.cast import Cast

Both = tuple[Flask, Cast]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the jobs of kind `test` were given; one that says `fail` raises."""
    given: list[Any] = []

    def work(payload: dict[str, Any]) -> None:
        given.append(payload)
        if payload.get("fail"):
            raise RuntimeError("it did not work")

    monkeypatch.setitem(handlers, "test", work)
    return given


def put(**how: Any) -> None:
    with write():
        enqueue("test", how.pop("payload", {}), **how)


def put_and_fail() -> None:
    with write():
        enqueue("test", {})
        raise ZeroDivisionError


def jobs() -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(select(Job).order_by(Job.id).execution_options(populate_existing=True)))


def drain() -> int:
    return Worker(in_context=lambda call: call()).drain()


def later(delta: timedelta) -> time_machine.travel:
    return time_machine.travel(now() + delta, tick=False)


def test_a_job_is_done_once_and_in_order_of_its_time(both: Both, done: list[Any]) -> None:
    put(payload={"n": 2}, run_at=now() - timedelta(seconds=1))
    put(payload={"n": 1}, run_at=now() - timedelta(seconds=2))
    put(payload={"n": 3}, run_at=now() + timedelta(hours=1))
    assert drain() == 2
    assert drain() == 0
    assert done == [{"n": 1}, {"n": 2}]
    with later(timedelta(hours=2)):
        assert drain() == 1


def test_a_job_of_a_transaction_that_failed_is_not_there(both: Both, done: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    assert drain() == 0
    assert jobs() == []
    assert done == []


def test_asking_twice_before_it_began_is_asking_once(both: Both, done: list[Any]) -> None:
    for _time in range(3):
        put(dedupe="a")
    put(dedupe="b")
    assert len(jobs()) == 2
    drain()
    put(dedupe="a")
    assert drain() == 1
    assert len(done) == 3


def test_asking_again_while_it_runs_makes_it_run_again(both: Both) -> None:
    put(dedupe="a")
    with write() as session:
        (first,) = claim(session)
    put(dedupe="a")
    with write() as session:
        (second,) = claim(session)
    assert first.id != second.id


def test_failing_waits_longer_each_time_and_ends_with_the_dead(both: Both, done: list[Any]) -> None:
    put(payload={"fail": True}, max_attempts=4)
    waits = []
    for _attempt in range(3):
        drain()
        (job,) = jobs()
        assert job.state == JobState.READY
        assert job.last_error == "RuntimeError: it did not work"
        waits.append((job.run_at - now()).total_seconds())
        with write() as session:
            session.get_one(Job, job.id).run_at = now()
    assert [1.5 < waits[0] < 2.5, 3 < waits[1] < 5, 6 < waits[2] < 10] == [True] * 3
    drain()
    (job,) = jobs()
    assert (job.state, job.attempts, len(done)) == (JobState.DEAD, 4, 4)
    with later(timedelta(days=30)):
        assert drain() == 0


def test_the_wait_has_an_end(both: Both) -> None:
    put(max_attempts=30)
    with write() as session:
        session.scalars(select(Job)).one().attempts = 20
    with write() as session:
        (job,) = claim(session)
        fail(session, job, "x" * 10_000)
    (job,) = jobs()
    assert job.run_at < now() + 1.3 * LONGEST_WAIT
    assert len(job.last_error) == 4000


def test_an_administrator_lets_the_dead_run_again(both: Both, done: list[Any]) -> None:
    put(payload={"fail": True}, max_attempts=1)
    drain()
    (dead,) = jobs()
    with write() as session:
        assert retry(session, dead.id)
        assert not retry(session, dead.id)
        assert not retry(session, 999_999)
    (again,) = jobs()
    assert (again.state, again.attempts, again.ended_at) == (JobState.READY, 0, None)
    assert drain() == 1
    assert len(done) == 2


def test_a_worker_that_dies_is_followed_by_another(both: Both, done: list[Any]) -> None:
    put(payload={"n": 1})
    with write() as session:
        claim(session)  # and then it is killed
    assert drain() == 0
    with later(LEASE + timedelta(seconds=1)):
        assert drain() == 1
    assert done == [{"n": 1}]
    assert jobs()[0].attempts == 2


def test_a_lease_that_is_kept_is_not_taken(both: Both) -> None:
    put()
    with write() as session:
        (job,) = claim(session)
    with later(LEASE - timedelta(seconds=1)), write() as session:
        extend(session, job)
    with later(LEASE + timedelta(seconds=10)), write() as session:
        assert claim(session) == []


def test_a_late_worker_cannot_end_what_another_has_taken(both: Both) -> None:
    put()
    with write() as session:
        (late,) = claim(session)
        db.session.expunge(late)
    with later(LEASE + timedelta(seconds=1)):
        with write() as session:
            (other,) = claim(session)
            db.session.expunge(other)
        with write() as session:
            finish(session, late)
            fail(session, late, "too late")
            extend(session, late)
        assert jobs()[0].state == JobState.RUNNING
        with write() as session:
            finish(session, other)
    assert (jobs()[0].state, jobs()[0].last_error) == (JobState.DONE, "")


def test_two_workers_share_and_never_take_the_same(both: Both) -> None:
    app, _cast = both
    for n in range(30):
        put(payload={"n": n})
    db.session.remove()
    taken: list[int] = []

    def work() -> None:
        with app.app_context():
            while True:
                with write() as session:
                    found = [job.id for job in claim(session, limit=2)]
                if not found:
                    return
                taken.extend(found)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 30


def test_work_nobody_knows_is_told_and_kept(app: Flask) -> None:
    with write():
        enqueue("no.such.work", {}, max_attempts=1)
    drain()
    (job,) = jobs()
    assert (job.state, job.last_error) == (JobState.DEAD, "KeyError: 'no.such.work'")
