"""Two accounts become one, on both databases: addresses, memberships, words, marks, audiences, record."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.features.discussions import marks, services
from portal.features.discussions.models import Follow, Post, Reaction, ReadMark, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.identity.merging import merge
from portal.features.identity.models import Person, PersonState
from portal.features.workspaces.models import Member, MemberState
from portal.kernel.access import Role, may_read
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry, verify
from portal.kernel.web import Refused
from tests.cast import Cast

Both = tuple[Flask, Cast]


def talk(cast: Cast) -> int:
    """Emily asks, Ngozi answers; both like and follow it, Ngozi has read further. Gives the thread."""
    with write():
        emily, ngozi = cast.member("emily"), cast.member("ngozi")
        words = prepare("What about it?", cast.audience())
        thread = services.start_thread(
            by=emily, audience=cast.audience(), kind=ThreadKind.QUESTION, title="Question", words=words
        )
        post = services.post(by=ngozi, thread=thread, words=words)
        for member, number in ((emily, 1), (ngozi, 2)):
            marks.react(by=member, post=post, word="agree")
            db.session.merge(ReadMark(member_id=member.id, thread_id=thread.id, number=number))
            db.session.merge(Follow(member_id=member.id, thread_id=thread.id, wish="follow"))
        return thread.id


def join(cast: Cast, kept: str, gone: str) -> None:
    with write():
        merge(kept=cast.person(kept), gone=cast.person(gone))


def test_in_the_same_workspace_one_membership_takes_everything(both: Both) -> None:
    _app, cast = both
    thread = talk(cast)
    join(cast, "emily", "ngozi")
    emily, ngozi = cast.member("emily"), cast.member("ngozi")
    assert set(db.session.scalars(select(Post.author_id))) == {emily.id}
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 1
    assert db.session.get_one(ReadMark, (emily.id, thread)).number == 2
    assert db.session.get(ReadMark, (ngozi.id, thread)) is None
    assert db.session.get_one(Follow, (emily.id, thread)).wish == "follow"
    assert (emily.state, ngozi.state) == (MemberState.ACTIVE, MemberState.LEFT)


def test_addresses_and_audiences_move_and_the_chain_stays_whole(both: Both) -> None:
    _app, cast = both
    talk(cast)
    circle, own = cast.audience("circle"), cast.person("emily").self_audience_id
    before = db.session.scalar(select(func.count(Entry.id)))
    join(cast, "ngozi", "emily")
    ngozi, emily = cast.person("ngozi"), cast.person("emily")
    assert {each.email for each in ngozi.addresses} == {"ngozi@acme.example", "emily@acme.example"}
    assert [each.email for each in ngozi.addresses if each.primary] == ["ngozi@acme.example"]
    assert emily.addresses == []
    assert (emily.state, emily.name) == (PersonState.MERGED, ngozi.name)
    for audience_id in (circle.id, own, cast.audience().id):
        assert audience_id is not None
        assert may_read(db.session(), ngozi.actor(), audience_id)
        assert not may_read(db.session(), emily.actor(), audience_id)
    assert db.session.scalar(select(func.count(Entry.id))) == (before or 0) + 3
    assert verify(db.session()).findings == []


def test_a_membership_of_one_changes_hands_whole(both: Both) -> None:
    _app, cast = both
    member = cast.member("birgitte", "halden").id
    join(cast, "emily", "birgitte")
    moved = db.session.get_one(Member, member)
    assert moved.person_id == cast.people["emily"]
    assert (moved.role, moved.active) == (Role.CHAMPION, True)
    assert may_read(db.session(), cast.actor("emily"), cast.audience("everyone", "halden").id)


@pytest.mark.parametrize(("kept", "gone"), [("maya", "daniel"), ("daniel", "maya")])
def test_a_workspace_keeps_its_one_owner(both: Both, kept: str, gone: str) -> None:
    _app, cast = both
    join(cast, kept, gone)
    owners = select(Member.person_id).where(Member.role == Role.OWNER, Member.state == MemberState.ACTIVE)
    assert set(db.session.scalars(owners)) == {cast.people[kept]}
    assert db.session.scalar(select(func.count()).select_from(owners.subquery())) == 2


def test_whoever_had_left_comes_back_with_the_other_account(both: Both) -> None:
    _app, cast = both
    join(cast, "marcus", "emily")
    assert cast.member("marcus").active
    assert may_read(db.session(), cast.actor("marcus"), cast.audience("circle").id)


@pytest.mark.parametrize(
    ("kept", "gone"), [("emily", "daniel"), ("daniel", "emily"), ("daniel", "ines"), ("emily", "emily")]
)
def test_what_cannot_be_joined(both: Both, kept: str, gone: str) -> None:
    _app, cast = both
    with pytest.raises(Refused):
        join(cast, kept, gone)
    assert db.session.get_one(Person, cast.people[gone]).state == PersonState.ACTIVE
    assert db.session.scalar(select(func.count(Entry.id))) == 0


@pytest.mark.parametrize(("kept", "gone"), [("emily", "priya"), ("priya", "emily")])
def test_a_champion_leads_people_of_their_own_company_only(both: Both, kept: str, gone: str) -> None:
    _app, cast = both
    with write():
        cast.member("priya").company_id = cast.companies["stranger"]
    join(cast, kept, gone)
    member = cast.member(kept)
    assert (member.role, member.company_id) == (Role.CHAMPION, cast.companies["stranger"])
