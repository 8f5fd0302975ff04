"""A database that is busy with others: done again where two clashed, else a page that keeps what was typed."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, func, select, text

from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import start_thread
from portal.features.identity.sessions import TOKEN, open_session
from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.kernel.db.busy import again
from portal.kernel.jobs import Worker, enqueue
from tests.cast import Cast

KEPT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TYPED = {"body": 'How "wide" is <it> & when?\r\nSoon.', "key": "k-1"}
Both = tuple[Flask, Cast]


@contextmanager
def settings(*statements: str) -> Iterator[None]:
    """Every connection of the portal does this first."""

    def settle(connection: Any, *_more: object) -> None:
        for each in statements:
            connection.execute(each)
        if not isinstance(connection, sqlite3.Connection):
            connection.commit()

    event.listen(db.engine, "checkout", settle)
    yield
    event.remove(db.engine, "checkout", settle)


@contextmanager
def taken() -> Iterator[None]:
    """Somebody else writes, and does not come to an end; the portal waits a moment only."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    other = beside()
    with settings("PRAGMA busy_timeout=50" if on_sqlite else "SET lock_timeout='50ms'"), other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if on_sqlite else "LOCK TABLE audience, job IN EXCLUSIVE MODE")
        yield
        connection.exec_driver_sql("ROLLBACK")
    other.dispose()


def beside() -> Engine:
    """Another program at the same database."""
    autocommit = {"isolation_level": "AUTOCOMMIT"} if db.engine.dialect.name == "sqlite" else {}
    return create_engine(db.engine.url, **autocommit)


def thread_of(both: Both) -> tuple[str, FlaskClient]:
    """A thread for everyone, and the browser of one who may answer in it."""
    app, cast = both
    words = prepare("First words", cast.audience())
    with write():
        kind, by = ThreadKind.DISCUSSION, cast.member("maya")
        made = start_thread(by=by, audience=cast.audience(), kind=kind, title="Busy", words=words)
        token = open_session(cast.person("ngozi"), browser="test")
    browser = app.test_client()
    with browser.session_transaction() as session:
        session[TOKEN] = token
    return f"/w/{cast.workspace().public_id}/threads/{made.public_id}", browser


def posts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Post.id)).where(Post.key == TYPED["key"])) or 0


@pytest.mark.postgres
def test_what_was_typed_comes_back_with_a_button(both: Both) -> None:
    path, browser = thread_of(both)
    with taken():
        answer = browser.post(path + "/posts", data=TYPED)
        told = browser.post(path + "/posts", data=TYPED, headers={"Accept": "application/json"})
        assert browser.get(path).status_code == 200  # who only reads notices nothing
    assert (answer.status_code, int(answer.headers["Retry-After"])) == (503, 3)
    assert f'action="{path}/posts"' in answer.text
    kept = {unescape(name): unescape(value) for name, value in KEPT.findall(answer.text)}
    assert kept.pop("csrf_token")
    assert kept == TYPED
    assert (told.status_code, told.get_json()["status"]) == (503, 503)
    assert posts() == 0
    assert browser.post(path + "/posts", data=kept).status_code == 303
    assert posts() == 1


@pytest.mark.parametrize("both", ["sqlite"], indirect=True)
def test_a_password_is_never_sent_back(both: Both) -> None:
    app, _cast = both
    with taken():
        answer = app.test_client().post("/sign-in", data={"email": "priya@acme.example", "password": "my secret words"})
    assert answer.status_code == 503
    assert "my secret words" not in answer.text
    assert "Send it again" not in answer.text


@pytest.mark.postgres
def test_a_worker_waits_and_goes_on(both: Both) -> None:
    with write():
        enqueue("mail.send", {"mail": 0})
    worker = Worker(lambda call: call())
    with taken():
        assert worker._try_step() is False
    assert worker.drain() == 1


@pytest.mark.postgres
@pytest.mark.parametrize("both", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_two_that_wait_for_each_other_both_come_through(both: Both) -> None:
    """Another program holds the audience's head and wants the thread; the post holds the thread and wants the head."""
    cast = both[1]
    path, browser = thread_of(both)
    other, audience_id, answers = beside(), cast.audience().id, list[int]()
    db.session.rollback()
    with settings("SET deadlock_timeout='1500ms'"), other.connect() as connection:
        connection.execute(text("SET deadlock_timeout='60s'"))  # the portal is to be the one that gives way
        connection.execute(select(Audience.id).where(Audience.id == audience_id).with_for_update())
        sending = threading.Thread(target=lambda: answers.append(browser.post(path + "/posts", data=TYPED).status_code))
        sending.start()
        until_somebody_waits(other)
        connection.execute(select(Thread.id).where(Thread.audience_id == audience_id).with_for_update())
        connection.rollback()
        sending.join()
    other.dispose()
    assert answers == [303]
    assert posts() == 1


@pytest.mark.postgres
@pytest.mark.parametrize("both", ["postgresql"], indirect=True)
def test_a_unit_of_work_is_done_again(both: Both) -> None:
    app, cast = both
    ids, met, done = [cast.audience().id, cast.audience("team").id], threading.Barrier(2), list[int]()
    db.session.rollback()

    def work(order: list[int], turns: list[int]) -> Callable[[], int]:
        def once() -> int:
            with write() as session:
                session.execute(select(Audience.id).where(Audience.id == order[0]).with_for_update())
                turns.append(1)
                if len(turns) == 1:
                    met.wait(10)
                session.execute(select(Audience.id).where(Audience.id == order[1]).with_for_update())
            return len(turns)

        return once

    def in_thread(order: list[int]) -> None:
        with app.app_context():
            done.append(again(work(order, [])))

    with settings("SET deadlock_timeout='100ms'"):
        both_of_them = [threading.Thread(target=in_thread, args=(order,)) for order in (ids, ids[::-1])]
        for each in both_of_them:
            each.start()
        for each in both_of_them:
            each.join()
    assert sorted(done) == [1, 2]


def until_somebody_waits(other: Engine) -> None:
    """The post has come to the lock it cannot have."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _look in range(1000):
        with other.connect() as connection:
            if connection.execute(waiting).scalar():
                return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits")
