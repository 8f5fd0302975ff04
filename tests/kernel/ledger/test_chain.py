"""The ledger on both databases: numbers without gaps, chains that prove, words that can be erased."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.kernel.ledger import Due, Entry, Kind, due_audiences, mark_all_due, record, settle, verify
from portal.kernel.ledger.chain import canonical, hash_of
from portal.kernel.ledger.erase import erase_texts
from tests.cast import Cast

Both = tuple[Flask, Cast]
SAID = Kind("test.said", goes_to="everyone", payload={"n": int}, beside={"words": str}, readers=frozenset({"search"}))


def say(audience: Audience, n: int, words: str = "hello") -> None:
    record(SAID, audience=audience, actor="a" * 16, subject="test:1", payload={"n": n}, beside={"words": words})


def say_and_fail(audience: Audience) -> None:
    with write():
        say(audience, 1)
        raise ZeroDivisionError


def disturb(*statements: str) -> None:
    """Change history behind the application's back, as somebody with the database's password could."""
    with db.engine.connect().execution_options(sqlite_rw=True) as connection:
        if connection.dialect.name == "sqlite":
            for name in (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.exec_driver_sql(statement)
        if connection.dialect.name != "sqlite":
            connection.execute(text("SET session_replication_role = origin"))
        connection.commit()


def test_numbers_have_no_gaps_under_many_writers(both: Both) -> None:
    app, cast = both
    audience_id, failures = cast.audience().id, list[BaseException]()

    def many() -> None:
        try:
            with app.app_context():
                for n in range(10):
                    with write() as session:
                        say(session.get_one(Audience, audience_id), n)
        except BaseException as error:  # noqa: BLE001 (told to the test)
            failures.append(error)

    threads = [threading.Thread(target=many) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    db.session.rollback()
    numbers = db.session.scalars(select(Entry.seq).where(Entry.audience_id == audience_id).order_by(Entry.seq)).all()
    assert list(numbers) == list(range(1, 61))
    assert verify(db.session()).findings == []


def test_a_rollback_leaves_no_hole(both: Both) -> None:
    _app, cast = both
    with pytest.raises(ZeroDivisionError):
        say_and_fail(cast.audience())
    with write():
        say(cast.audience(), 2)
    assert db.session.scalars(select(Entry.seq)).all() == [1]


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        (["UPDATE entry SET payload = '{\"n\":9}' WHERE seq = 2"], "was changed"),
        (["DELETE FROM entry_text WHERE entry_id = 2", "DELETE FROM entry WHERE seq = 2"], "expected number 2"),
        (["UPDATE entry SET seq = 99 WHERE seq = 2", "UPDATE entry SET seq = 2 WHERE seq = 3"], "was changed"),
        (['UPDATE entry_text SET body = \'{"words":"lies"}\' WHERE entry_id = 2'], "its text was changed"),
        (["UPDATE entry_text SET body = NULL WHERE entry_id = 2"], "its text is missing"),
        (["DELETE FROM entry_text WHERE entry_id = 3", "DELETE FROM entry WHERE seq = 3"], "the head says 3"),
    ],
)
def test_tampering_is_named(both: Both, tampering: list[str], finding: str) -> None:
    _app, cast = both
    for n in range(3):
        with write():
            say(cast.audience(), n)
    db.session.remove()
    disturb(*tampering)
    found = [each.what for each in verify(db.session()).findings]
    assert any(finding in what for what in found), found


def test_a_cut_tail_shows_against_a_saved_head(both: Both) -> None:
    _app, cast = both
    for n in range(3):
        with write():
            say(cast.audience(), n)
    saved, second = verify(db.session()).heads, db.session.scalars(select(Entry.hash).where(Entry.seq == 2)).one()
    db.session.remove()
    cut = f"UPDATE audience SET head_seq = 2, head_hash = '{second}' WHERE head_seq = 3"  # noqa: S608 (a hash)
    disturb("DELETE FROM entry_text WHERE entry_id = 3", "DELETE FROM entry WHERE seq = 3", cut)
    assert verify(db.session()).findings == []
    assert "cut or rebuilt" in verify(db.session(), against=saved).findings[0].what


def test_erased_words_are_declared_and_the_chain_stays_whole(both: Both) -> None:
    _app, cast = both
    with write():
        say(cast.audience(), 1, "a secret")
    with write() as session:
        erase_texts(session, audience=cast.audience(), subject="test:1", actor="b" * 16, reason="deleted", act="c" * 16)
    assert verify(db.session()).findings == []
    assert "secret" not in str([entry.payload for entry in db.session.scalars(select(Entry))])


def test_a_reader_hears_of_what_comes_while_it_settles(both: Both) -> None:
    _app, cast = both
    audience = cast.audience()
    with write():
        say(audience, 1)
    assert list(due_audiences(db.session(), "search")) == [audience.id]
    with write():
        say(audience, 2)
    with write() as session:
        settle(session, "search", {audience.id: 1})
    assert list(due_audiences(db.session(), "search")) == [audience.id]
    with write() as session:
        settle(session, "search", {audience.id: 2})
    assert db.session.scalars(select(Due)).all() == []
    with write() as session:
        mark_all_due(session, "search")
    assert db.session.scalars(select(Due)).all() == []


def test_what_a_kind_does_not_declare_is_refused(both: Both) -> None:
    _app, cast = both
    with pytest.raises(ValueError, match="declares"), write():
        record(SAID, audience=cast.audience(), actor="x", subject="y", payload={"m": 1}, beside={"words": ""})


def test_the_golden_entry_hashes_as_ever() -> None:
    """If this fails, no saved head verifies any more: raise the format and keep the old one readable."""
    golden = hash_of(
        place=("i" * 16, "w" * 16, "a" * 16),
        seq=7,
        kind="post.created",
        times=(1_700_000_000_000_000, 1_600_000_000_000_000),
        actor="m" * 16,
        subject="post:p",
        act="t" * 16,
        payload=canonical({"thread": "é", "number": 3}),
        digest="",
        previous="0" * 64,
    )
    assert golden == GOLDEN


GOLDEN = "4f13ef8b235e0c5799214aff99467fd87a67afcb5ef7d2600276df006449b461"
