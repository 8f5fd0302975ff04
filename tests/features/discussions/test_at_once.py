"""The same post sent twice at the same moment, as a browser does that lost the first answer: one post, two answers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from portal.features.discussions.models import Post, Thread
from portal.features.discussions.pins import pin_numbers, pins_on
from portal.features.identity.sessions import TOKEN, open_session
from portal.features.library.services import add_file
from portal.features.library.store import keep
from portal.kernel.db import db, write
from tests.cast import Cast

Both = tuple[Flask, Cast]
TWO = 2


def client(app: Flask, cast: Cast, who: str) -> FlaskClient:
    visitor = app.test_client()
    with write():
        token = open_session(cast.person(who), browser="test")
    with visitor.session_transaction() as session:
        session[TOKEN] = token
    return visitor


@contextmanager
def held(app: Flask, statement: str) -> Iterator[Callable[[], int]]:
    """Lock rows in another transaction; gives how many others wait. SQLite's writers queue up by themselves."""
    if db.engine.dialect.name == "sqlite":
        yield lambda: TWO
        return
    with db.engine.connect() as connection:
        connection.execute(text(statement))
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            yield lambda: int(other.scalar(waiting) or 0)
        connection.rollback()


def send_twice(app: Flask, cast: Cast, url: str, data: dict[str, str], statement: str) -> set[str]:
    """Both requests reach the database before either is through; where each answer leads."""
    clients, found = [client(app, cast, "priya") for _each in range(TWO)], list[str]()

    def send(visitor: FlaskClient) -> None:
        answer = visitor.post(url, data=data)
        found.append(answer.location or f"{answer.status_code}")

    threads = [threading.Thread(target=send, args=(each,)) for each in clients]
    with held(app, statement) as waiting:
        for each in threads:
            each.start()
        for _try in range(200):
            if waiting() >= TWO:
                break
            threading.Event().wait(0.05)
        else:
            pytest.fail("the two requests did not meet")
    for each in threads:
        each.join(20)
    assert len(found) == TWO
    return set(found)


def test_one_reply_for_both(both: Both) -> None:
    app, cast = both
    place = f"/w/{cast.workspace().public_id}/threads"
    typed = {"title": "Words", "body": "Words", "kind": "question", "audience": "everyone"}
    thread = client(app, cast, "maya").post(place, data=typed).location
    reply = {"body": "Sent once", "key": "one-and-the-same"}
    led = send_twice(app, cast, f"{thread}/posts", reply, "SELECT id FROM thread FOR UPDATE")
    assert len(led) == 1
    assert "#post-" in led.pop()
    db.session.rollback()
    assert db.session.scalar(select(func.count(Post.id)).where(Post.body == "Sent once")) == 1


def test_one_thread_for_both(both: Both) -> None:
    app, cast = both
    place = f"/w/{cast.workspace().public_id}/threads"
    typed = {"title": "Words", "body": "Words", "kind": "question", "audience": "everyone", "key": "same"}
    led = send_twice(app, cast, place, typed, "SELECT id FROM audience FOR UPDATE")
    assert len(led) == 1
    assert "/threads/" in led.pop()
    db.session.rollback()
    assert db.session.scalar(select(func.count(Thread.id))) == 1


def test_two_first_comments_are_one_thread(both: Both) -> None:
    app, cast = both
    content = keep(cast.workspace().public_id, "Plan.txt", [b"x"], limit=10)
    with write():
        place = {"workspace": cast.workspace(), "audience": cast.audience(), "folder": None}
        file = add_file(by=cast.actor("maya"), content=content, **place)  # type: ignore[arg-type]
    url = f"/w/{cast.workspace().public_id}/files/{file.public_id}/comments"
    led = send_twice(
        app, cast, url, {"body": "Said", "version": "1", "x": "0.5", "y": "1"}, "SELECT id FROM file FOR UPDATE"
    )
    assert len(led) == TWO
    db.session.rollback()
    thread = db.session.scalars(select(Thread)).one()
    assert (thread.about_file_id, thread.post_count) == (file.id, TWO)
    on_page = [(pin.number, pin.x, pin.y) for pin in pins_on(thread, 1)[1]]
    assert on_page == [(1, 0.5, 1.0), (2, 0.5, 1.0)]
    posts = db.session.scalars(select(Post).order_by(Post.number)).all()
    assert list(pin_numbers(posts[1:]).values()) == [TWO]
