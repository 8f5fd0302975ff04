"""Writers at the same time, on both databases: gapless, in order, never waiting for each other for ever."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.kernel.ledger import Due, Entry, Installation, Kind, mark_all_due, record, settle, verify
from tests.cast import Cast

Both = tuple[Flask, Cast]
HEARD = Kind("test.heard", goes_to="several", payload={"n": int}, readers=frozenset({"search"}))
EACH = 8


def together(app: Flask, *calls: Callable[[], None]) -> None:
    """Run all at once, each in a thread and context of its own; whatever one raises fails the test."""
    failures, ready = list[BaseException](), threading.Barrier(len(calls))

    def run(call: Callable[[], None]) -> None:
        try:
            with app.app_context():
                ready.wait()
                call()
                db.session.remove()
        except BaseException as error:  # noqa: BLE001 (told to the test)
            failures.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert failures == []
    assert not any(each.is_alive() for each in threads)
    db.session.rollback()


def tell(ids: list[int], number: int) -> None:
    """One deed told to several audiences, named in that order."""
    with write() as session:
        for each in ids:
            audience = session.get_one(Audience, each)
            record(HEARD, audience=audience, actor="a" * 16, subject="test:1", payload={"n": number})


def writer(order: list[int]) -> Callable[[], None]:
    """Somebody who tells the same audiences again and again."""

    def go() -> None:
        for number in range(EACH):
            tell(order, number)

    return go


def test_deeds_in_several_audiences_never_wait_for_each_other(both: Both) -> None:
    app, cast = both
    ids = [cast.audience(kind).id for kind in ("everyone", "team", "circle")]
    orders = [ids, ids[::-1], [ids[1], ids[2], ids[0]], ids[:2], ids[:0:-1], [ids[2], ids[0]]]
    together(app, *(writer(order) for order in orders))
    for each in ids:
        numbers = db.session.scalars(select(Entry.seq).where(Entry.audience_id == each).order_by(Entry.id)).all()
        assert list(numbers) == list(range(1, EACH * sum(each in order for order in orders) + 1))
    assert verify(db.session()).findings == []


def test_the_first_two_writers_of_a_portal_agree_which_it_is(both: Both) -> None:
    app, cast = both
    ids = [
        cast.audience(kind, place).id for kind, place in (("everyone", "acme"), ("team", "acme"), ("team", "halden"))
    ]
    together(app, *(writer([each]) for each in ids))
    assert db.session.scalar(select(func.count(Installation.id))) == 1
    assert verify(db.session()).findings == []


def test_a_reader_settles_while_others_write_and_misses_nothing(both: Both) -> None:
    app, cast = both
    ids = [cast.audience(kind).id for kind in ("everyone", "team")]

    def read() -> None:
        for _again in range(EACH):
            with write() as session:
                heads = select(Audience.id, Audience.head_seq).where(Audience.id.in_(ids))
                settle(session, "search", {row.id: row.head_seq for row in session.execute(heads)})
            with write() as session:
                mark_all_due(session, "search")

    together(app, writer(ids), writer(ids[::-1]), read)
    with write() as session:
        mark_all_due(session, "search")
    due = {row.audience_id: row.head for row in db.session.scalars(select(Due).where(Due.reader == "search"))}
    with write() as session:
        settle(session, "search", due)
    assert db.session.scalars(select(Due).where(Due.reader == "search")).all() == []


def test_nothing_is_recorded_outside_a_transaction(both: Both) -> None:
    _app, cast = both
    audience = cast.audience()
    with pytest.raises(RuntimeError, match="outside"):
        record(HEARD, audience=audience, actor="a" * 16, subject="test:1", payload={"n": 1})
