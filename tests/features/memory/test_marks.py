"""Marks on both databases: who may set them, what they keep, and what became of them."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.discussions.models import Post, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import delete_post, edit, start_thread
from portal.features.memory.models import Mark, MarkKind, MarkState
from portal.features.memory.queries import history, marks_of, settled_in
from portal.features.memory.services import change, end, reopen, set_mark
from portal.features.workspaces.services import remove_member
from portal.kernel.access import Forbidden, NotFound
from portal.kernel.db import db, now, write
from portal.kernel.ledger import verify
from portal.kernel.web import Refused
from tests.cast import Cast

Both = tuple[Flask, Cast]
PROMISE, DECISION, OBJECTION, RISK = MarkKind.COMMITMENT, MarkKind.DECISION, MarkKind.OBJECTION, MarkKind.RISK


def posted(cast: Cast, who: str, body: str = "I will send the protocol by Tuesday.", kind: str = "everyone") -> Post:
    audience = cast.audience(kind)
    words = prepare(body, audience)
    with write():
        thread = start_thread(
            by=cast.member(who), audience=audience, kind=ThreadKind.DISCUSSION, title="Protocol", words=words
        )
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()


def marked(cast: Cast, who: str, post: Post, kind: MarkKind, audience: str = "everyone", **more: object) -> Mark:
    with write():
        found = db.session.get_one(Post, post.id)
        return set_mark(by=cast.member(who), post=found, kind=kind, audience=cast.audience(audience), **more)  # type: ignore[arg-type]  # a holder, a day


def test_a_commitment_goes_its_way_and_keeps_its_history(both: Both) -> None:
    _app, cast = both
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    mark = marked(cast, "maya", posted(cast, "daniel"), PROMISE, due=friday)
    assert (mark.holder_id, mark.due) == (cast.member("daniel").id, friday)
    with write():
        change(by=cast.member("daniel"), mark=mark, holder=cast.member("maya"), due=monday, reason="The lab is closed")
    with write():
        change(by=cast.member("maya"), mark=mark, holder=cast.member("maya"), due=monday)  # nothing new, no entry
    with write():
        end(by=cast.member("maya"), mark=mark, state=MarkState.BROKEN)
    with pytest.raises(Refused), write():
        end(by=cast.member("maya"), mark=mark, state=MarkState.KEPT)
    with write():
        reopen(by=cast.member("maya"), mark=mark)
    with write():
        end(by=cast.member("maya"), mark=mark, state=MarkState.KEPT)
    told = history(mark, cast.actor("priya"))
    assert [entry.kind for entry in told] == [
        "mark.set",
        "mark.changed",
        "mark.ended",
        "mark.reopened",
        "mark.ended",
    ]
    assert '"due":"2026-11-30","due_before":"2026-11-27"' in told[1].payload
    assert verify(db.session()).findings == []


def test_a_mark_keeps_its_words_when_the_post_loses_them(both: Both) -> None:
    _app, cast = both
    post = posted(cast, "priya", "We take the washdown gripper.")
    mark = marked(cast, "priya", post, DECISION)
    with write():
        edit(by=cast.member("priya"), post=db.session.get_one(Post, post.id), words=prepare("No.", cast.audience()))
    with write():
        delete_post(by=cast.member("priya"), post=db.session.get_one(Post, post.id))
    assert db.session.get_one(Mark, mark.id).words == "We take the washdown gripper."
    with pytest.raises(Forbidden):
        marked(cast, "priya", post, RISK)


def test_what_the_team_notes_is_the_teams(both: Both) -> None:
    _app, cast = both
    post = posted(cast, "ngozi", "The allergen report is too thin.")
    mark = marked(cast, "maya", post, OBJECTION, "team")
    for who, sees in (("daniel", 1), ("priya", 0), ("ngozi", 0), ("emily", 0), ("birgitte", 0), ("marcus", 0)):
        actor = cast.actor(who)
        found = (
            len(settled_in(post.thread, actor)),
            len(db.session.scalars(marks_of(actor, OBJECTION, cast.workspace(), ended=False)).unique().all()),
            len(db.session.scalars(marks_of(actor, OBJECTION, None, ended=False)).unique().all()),
            len(history(mark, actor)),
        )
        assert found == (sees,) * 4, who


def test_who_may_mark_what(both: Both) -> None:
    _app, cast = both
    theirs, ours = posted(cast, "priya"), posted(cast, "daniel")
    assert marked(cast, "ngozi", theirs, PROMISE).holder_id == cast.member("priya").id  # of one's own side
    for who, post, kind in (
        ("greg", theirs, PROMISE),  # only reads
        ("ngozi", ours, PROMISE),  # of the other side
        ("maya", theirs, DECISION),  # their decision is theirs to record
    ):
        with pytest.raises(Forbidden):
            marked(cast, who, post, kind)
    assert marked(cast, "maya", theirs, DECISION, "team").audience.team_only  # but it can be noted
    with pytest.raises(NotFound):
        marked(cast, "priya", theirs, OBJECTION, "team")
    with pytest.raises(NotFound):
        marked(cast, "emily", theirs, OBJECTION, "circle")  # a mark is never for others than the post
    inner = posted(cast, "maya", kind="team")
    with pytest.raises(NotFound):
        marked(cast, "maya", inner, RISK, "everyone")
    with pytest.raises(Refused):
        marked(cast, "daniel", theirs, PROMISE)  # it is one already


def test_a_holder_reads_the_mark_and_customers_name_only_their_own(both: Both) -> None:
    _app, cast = both
    post = posted(cast, "priya")
    with pytest.raises(Refused):
        marked(cast, "priya", post, PROMISE, holder=cast.member("daniel"))
    with pytest.raises(Refused):
        marked(cast, "maya", post, PROMISE, "team", holder=cast.member("priya"))
    mark = marked(cast, "maya", post, PROMISE, holder=cast.member("ngozi"))
    with write():
        end(by=cast.member("ngozi"), mark=mark, state=MarkState.KEPT)
    with pytest.raises(Forbidden), write():
        reopen(by=cast.member("emily"), mark=mark)
    for state in (MarkState.ANSWERED, MarkState.OPEN):
        with pytest.raises((NotFound, Refused)), write():
            end(by=cast.member("maya"), mark=mark, state=state)


def test_a_post_of_somebody_who_left_is_kept_by_who_marks_it(both: Both) -> None:
    _app, cast = both
    post = posted(cast, "daniel")
    with write():
        remove_member(by=cast.member("maya"), member=cast.member("daniel"))
    assert marked(cast, "maya", post, PROMISE).holder_id == cast.member("maya").id


def test_the_soonest_stands_first(both: Both) -> None:
    _app, cast = both
    today = now().date()
    for days in (5, -2, None):
        due = today + timedelta(days=days) if days is not None else None
        marked(cast, "maya", posted(cast, "daniel", f"In {days} days"), PROMISE, due=due)
    found = db.session.scalars(marks_of(cast.actor("priya"), PROMISE, None, ended=False)).unique().all()
    assert [mark.words for mark in found] == ["In -2 days", "In 5 days", "In None days"]
