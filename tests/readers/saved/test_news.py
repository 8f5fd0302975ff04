"""What is new in kept searches: counted and mailed to those who read it, once, and to nobody else."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Select, select

from portal.features.discussions import services as discussions
from portal.features.discussions.marks import wish
from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File
from portal.features.library.withdrawing import withdraw_file
from portal.features.workspaces.services import remove_member
from portal.kernel.db import db, now, write
from portal.kernel.mail import MailState, OutboundMail, words_of
from portal.kernel.mail.queue import enqueue_sending
from portal.readers.notifications.less import turn_down
from portal.readers.notifications.tokens import open_key
from portal.readers.notifications.wishes import SEARCHES, Pace, choose, pace_of
from portal.readers.saved import follow, services
from portal.readers.saved.models import SavedSearch, Tell
from portal.readers.saved.queries import saved_of
from portal.readers.search import Hit
from portal.readers.search.asked import Asked
from portal.readers.search.contract import Proposal, State
from portal.readers.search.fresh import Written, fresh
from portal.readers.search.index.answering import Answers
from portal.readers.search.scope import Scope
from tests.cast import Cast
from tests.readers.search.conftest import Pen, work

LATER, MORNING = timedelta(seconds=9), timedelta(hours=25)
QUIET = {"mention": Pace.NEVER, "answer": Pace.NEVER, "question": Pace.NEVER, "unread": Pace.NEVER}


class Den:
    """Searches of the cast, what is written then, and the worker."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.pen = cast, Pen(cast)
        with write():
            for who in ("maya", "daniel", "priya", "ngozi", "emily", "greg"):
                choose(cast.person(who), QUIET)

    def keep(self, who: str, text: str, tell: Tell = Tell.NOW, **asked: object) -> SavedSearch:
        with write():
            wanted = Asked(text=text, **asked)  # type: ignore[arg-type]  # fields of a question
            return services.keep(by=self.cast.actor(who), asked=wanted, name=text, tell=tell)

    def work(self, after: timedelta = timedelta(0)) -> None:
        db.session.rollback()
        with time_machine.travel(now() + after, tick=False):
            work()  # outside of any request, as the worker is
        db.session.expire_all()

    def news(self, who: str) -> list[int]:
        return [news for _saved, news in saved_of(self.cast.actor(who))]

    def mails(self, who: str = "", state: MailState = MailState.KEPT) -> list[OutboundMail]:
        query = select(OutboundMail).where(OutboundMail.purpose == "saved", OutboundMail.state == state)
        found = db.session.scalars(query.order_by(OutboundMail.id))
        return [mail for mail in found if mail.to_address.startswith(who)]

    def said(self, who: str) -> str:
        return " ".join(f"{mail.subject} {words_of(mail).text} {words_of(mail).html}" for mail in self.mails(who))


@pytest.fixture
def den(app: Flask, cast: Cast) -> Den:
    return Den(cast)


@pytest.fixture
def den_both(both: tuple[Flask, Cast]) -> Den:
    return Den(both[1])


def test_what_is_new_is_counted_once_for_its_readers_until_they_look(den_both: Den) -> None:
    den = den_both
    den.pen.thread("Old gripper")
    for who in ("maya", "priya", "daniel"):
        den.keep(who, "gripper", Tell.PORTAL)
    den.keep("emily", "gripper from:maya", Tell.NEVER, kind=("post",))
    den.work()
    assert den.news("priya") == [0]  # what was there before is not new
    thread = den.pen.thread("Which gripper?", "Nothing else.", who="ngozi")
    den.pen.post(thread, "The washdown gripper.", who="priya")
    den.pen.thread("Price", "The gripper costs too much.", audience="team")
    den.pen.file("Gripper.txt", b"Words about it", audience="circle")
    den.pen.file("Notes.txt", b"Only inside: gripper")
    den.work()
    # Maya wrote all but the thread; Priya is told of the thread for Ngozi's title, not for her own words.
    assert {who: den.news(who) for who in ("maya", "priya", "daniel", "emily")} == {
        "maya": [1],
        "priya": [2],
        "daniel": [3],
        "emily": [0],
    }
    den.pen.post(db.session.scalars(select(Thread).where(Thread.given_title == "Which gripper?")).one(), "Our gripper.")
    den.work()
    assert (den.news("priya"), den.news("emily")) == ([2], [1])
    with write():
        services.remember(by=den.cast.actor("priya"), asked=Asked(text="gripper"))
    assert den.news("priya") == [0]
    with write():
        discussions.delete_post(by=den.cast.member("maya"), post=db.session.scalars(_last()).one())
    den.work()
    assert den.news("emily") == [0]
    assert den.mails() == []


def test_mail_goes_to_those_who_want_it_and_names_nothing_of_the_team(den: Den) -> None:
    for who, tell in (("priya", Tell.NOW), ("daniel", Tell.NOW), ("emily", Tell.DAILY), ("ngozi", Tell.PORTAL)):
        den.keep(who, "gripper", tell)
    den.pen.thread("The gripper arrives", who="maya")
    den.pen.thread("Gripper discount", "Forty per cent", audience="team")
    den.pen.file("Gripper terms.txt", b"Words", audience="circle")
    den.work()
    assert den.mails() == []  # it may still be taken back
    den.work(LATER)
    assert {mail.to_address for mail in den.mails()} == {"priya@acme.example", "daniel@northwind.example"}
    priya, daniel = den.said("priya"), den.said("daniel")
    assert "1 new result for “gripper”" in priya
    assert "The gripper arrives" in priya
    assert "For: Everyone" in priya
    assert not {"discount", "terms", "team"} & set(priya.replace(".", " ").split())
    assert "1 new result is for your team only" in daniel
    assert "discount" not in daniel + priya
    assert "Forty" not in daniel
    den.work(MORNING)
    assert "Gripper terms.txt" in den.said("emily")
    assert den.mails("ngozi") == []
    den.work(2 * MORNING)
    assert len(den.mails()) == 3  # each once


def test_nothing_leaves_that_does_not_hold_any_more(den_both: Den) -> None:
    den = den_both
    for who in ("priya", "ngozi", "emily", "daniel", "greg"):
        den.keep(who, "gripper")
    for title in ("read", "retitled", "deleted", "muted"):
        den.pen.thread(f"Gripper {title}", who="maya")
    den.pen.file("Gripper withdrawn.txt", b"Words")
    den.work()
    den.work(LATER)
    assert len(den.mails()) == 5
    assert den.said("greg").count("Gripper ") >= 5
    _change_everything(den)
    den.work(timedelta(minutes=10))
    assert [mail.to_address for mail in den.mails()] == ["greg@acme.example"]
    said = den.said("greg")
    assert "1 new result" in said
    assert "Gripper now" in said
    assert not [word for word in ("read", "retitled", "deleted", "muted", "withdrawn") if f"Gripper {word}" in said]


def test_one_click_ends_mail_about_searches_and_the_number_stays(den: Den) -> None:
    den.keep("priya", "gripper")
    den.pen.thread("Gripper one", who="ngozi")
    den.work()
    den.work(LATER)
    mail = den.mails("priya")[0]
    assert "/mail/" in mail.unsubscribe_url
    with write():
        turn_down(open_key(mail.unsubscribe_url.rpartition("/")[2]), "kind")
    assert pace_of(den.cast.person("priya"), SEARCHES) is Pace.NEVER
    den.pen.thread("Gripper two", who="ngozi")
    den.work()
    den.work(MORNING)
    assert len(den.mails("priya")) == 1
    assert den.news("priya") == [2]


def test_busy_searches_send_one_mail_in_five_minutes(den: Den) -> None:
    den.keep("priya", "gripper")
    for number in range(3):
        den.pen.thread(f"Gripper {number}", who="ngozi")
        den.work()
        den.work(LATER)
    assert len(den.mails("priya")) == 1
    den.work(timedelta(seconds=310))
    mails = den.mails("priya")
    assert len(mails) == 2
    assert "2 new results" in mails[1].subject


def test_a_search_costs_one_question_and_none_without_news(den: Den, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counting(state: State, scope: Scope, wanted: Asked, written: Written) -> list[tuple[Proposal, Hit]]:
        asked.append(wanted.text)
        return fresh(state, scope, wanted, written)

    monkeypatch.setattr(follow, "fresh", counting)
    for who in ("priya", "maya", "birgitte"):
        den.keep(who, f"gripper {who}")
    den.work()
    assert asked == []
    for number in range(5):
        den.pen.thread(f"Gripper {number}", who="ngozi")
    den.work()
    assert sorted(asked) == ["gripper maya", "gripper priya"]  # Birgitte reads none of it
    den.pen.thread("Ours", audience="team")
    den.work()
    assert asked[2:] == ["gripper maya"]
    den.work()
    assert len(asked) == 3


def test_what_the_index_does_not_have_yet_waits(den: Den, monkeypatch: pytest.MonkeyPatch) -> None:
    den.keep("priya", "gripper", Tell.PORTAL)
    den.work()
    den.pen.thread("Gripper", who="ngozi")
    with monkeypatch.context() as slow:
        slow.setattr(Answers, "cursors", lambda _self: {})
        den.work()
        assert den.news("priya") == [0]
    den.work()
    assert den.news("priya") == [1]


def _last() -> Select[Post]:
    return select(Post).order_by(Post.id.desc()).limit(1)


def _change_everything(den: Den) -> None:
    """The mails wait for a mail server; meanwhile each of their readers, and each thing they name, has changed."""
    cast = den.cast
    maya, greg = cast.member("maya"), cast.member("greg")
    saved = {each.person_id: each for each in db.session.scalars(select(SavedSearch))}
    with write():
        for mail in den.mails():
            mail.state, mail.ended_at = MailState.QUEUED, None
            enqueue_sending(mail.id)
        remove_member(by=maya, member=cast.member("priya"))
        services.look(by=cast.actor("ngozi"), saved=saved[cast.people["ngozi"]])
        choose(cast.person("emily"), {}, quiet=[cast.workspace().public_id])
        services.change(by=cast.actor("daniel"), saved=saved[cast.people["daniel"]], name="x", tell=Tell.PORTAL)
        threads = {each.title.split()[1]: each for each in db.session.scalars(select(Thread))}
        discussions.mark_read(by=greg, thread_id=threads["read"].id, number=1)
        wish(by=greg, thread=threads["muted"], word="mute")
        threads["retitled"].given_title = "Gripper now"
        gone = db.session.scalars(select(Post).where(Post.thread_id == threads["deleted"].id)).one()
        discussions.delete_post(by=maya, post=gone)
        withdraw_file(by=maya.person.actor(), file=db.session.scalars(select(File)).one(), reason="Wrong")
