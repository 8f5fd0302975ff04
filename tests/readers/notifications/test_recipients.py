"""Who is mailed about what, and when; on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.features.discussions import marks, services
from portal.features.discussions.models import Post, Thread
from portal.features.discussions.prepare import prepare
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState
from portal.readers.notifications.models import Notice, NoticeState, Reason
from portal.readers.notifications.wishes import Pace, choose
from tests.readers.notifications.conftest import NOW, SOON, Room, to, words


def purposes(room: Room, who: str, after: timedelta = SOON) -> list[str]:
    return [mail.purpose for mail in to(room.work(after), who)]


def test_a_mention_waits_for_undo_and_no_longer(room_both: Room) -> None:
    room_both.begin("ngozi", body=f"Look, {room_both.mention('maya')}")
    assert to(room_both.work(timedelta(seconds=7)), "maya") == []
    (mail,) = to(room_both.work(NOW), "maya")
    assert mail.purpose == "mention"
    assert mail.from_name == "Dr Ngozi Adeyemi-Okonkwo, Acme Foods"
    assert "Look, @Maya Lindqvist" in mail.text
    assert [each.id for each in to(room_both.work(SOON), "maya")] == [mail.id]


def test_the_asker_is_told_of_replies_and_the_team_of_the_question(room_both: Room) -> None:
    thread = room_both.begin("ngozi", kind="question")
    assert {mail.to_address for mail in room_both.work(SOON)} == {"maya@northwind.example", "daniel@northwind.example"}
    room_both.reply("maya", thread, "Yes.")
    assert purposes(room_both, "ngozi", NOW) == ["answer"]


def test_a_question_the_team_took_up_is_no_news_to_the_team(room: Room) -> None:
    thread = room.begin("ngozi", kind="question")
    room.work()
    room.reply("maya", thread)
    assert to(room.work(SOON), "daniel") == []


def test_a_question_of_the_team_is_no_alarm(room: Room) -> None:
    room.begin("maya", kind="question")
    assert room.work(SOON) == []


@pytest.mark.parametrize(("kind", "told"), [("discussion", []), ("announcement", ["priya", "ngozi", "emily", "greg"])])
def test_announcements_go_to_all_and_threads_to_those_who_follow(room: Room, kind: str, told: list[str]) -> None:
    thread = room.begin("maya", kind=kind)
    mails = room.work(SOON)
    assert [who for who in ("priya", "ngozi", "emily", "greg") if to(mails, who)] == told
    assert to(mails, "marcus") == to(mails, "birgitte") == to(mails, "maya") == []
    room.reply("priya", thread)
    assert [mail.purpose for mail in to(room.work(SOON), "maya")] == ["unread"]


def test_nobody_is_told_of_their_own(room: Room) -> None:
    thread = room.begin("ngozi", kind="question", body=f"I am {room.mention('ngozi')}")
    room.reply("ngozi", thread, "One more thing.")
    assert to(room.work(SOON), "ngozi") == []


def test_unread_posts_are_bundled_and_each_is_mailed_once(room_both: Room) -> None:
    thread = room_both.begin("priya")
    for word in ("one", "two", "three"):
        room_both.reply("maya", thread, f"Reply {word}.")
    room_both.work(timedelta(seconds=60))
    assert purposes(room_both, "priya", timedelta(seconds=290)) == []
    (mail,) = to(room_both.work(SOON), "priya")
    assert all(f"Reply {word}." in mail.text for word in ("one", "two", "three"))
    assert mail.from_name == "Maya Lindqvist, Northwind Robotics"
    room_both.reply("maya", thread, "Reply four.")
    first, second = to(room_both.work(2 * SOON), "priya")
    assert first.id == mail.id
    assert "Reply four." in second.text
    assert "Reply three." not in second.text


def test_what_came_later_waits_its_own_five_minutes(room: Room) -> None:
    thread = room.begin("priya")
    room.reply("maya", thread, "Early.")
    with time_machine.travel(now() + timedelta(seconds=200), tick=False):
        room.reply("maya", thread, "Late.")
        room.work()
    (mail,) = to(room.work(SOON), "priya")
    assert "Late." not in mail.text
    _first, second = to(room.work(timedelta(seconds=650)), "priya")
    assert "Late." in second.text


def test_two_workspaces_make_one_mail(room: Room) -> None:
    room.begin("ngozi", body="In Acme's", kind="question")
    room.begin("birgitte", body="In Halden's", kind="question", workspace="halden")
    (mail,) = to(room.work(SOON), "maya")
    assert "In Acme's" in mail.text
    assert "In Halden's" in mail.text
    assert mail.subject == "2 new posts in your workspaces"
    assert mail.from_name == "Northwind Robotics"


def test_an_accepted_answer_is_told_to_who_gave_it(room: Room) -> None:
    thread = room.begin("ngozi", kind="question")
    answer = room.reply("daniel", thread, "Yes, twice.")
    room.work(SOON)
    with write() as session:
        found, post = session.get_one(Thread, thread.id), session.get_one(Post, answer.id)
        marks.accept(by=room.cast.member("ngozi"), thread=found, post=post)
    (mail,) = [mail for mail in to(room.work(NOW), "daniel") if mail.purpose == "accepted"]
    assert "accepted your answer" in mail.text


def test_a_mention_added_by_an_edit_is_told(room: Room) -> None:
    room.begin("ngozi")
    room.work(SOON)
    edited = prepare(f"First, {room.mention('emily')}", room.cast.audience())
    with write() as session:
        post = session.scalars(select(Post)).one()
        services.edit(by=room.cast.member("ngozi"), post=post, words=edited)
    assert purposes(room, "emily", NOW) == ["mention"]


def test_old_news_and_what_was_imported_is_not_mailed(room: Room) -> None:
    with time_machine.travel(datetime(2026, 1, 5, tzinfo=UTC), tick=False):
        room.begin("ngozi", kind="question", body=room.mention("maya"))
    assert room.work(SOON) == []


def test_a_circle_is_told_and_nobody_else(room: Room) -> None:
    thread = room.begin("maya", audience="circle", body=f"{room.mention('emily')} {room.mention('priya')}")
    mails = room.work(SOON)
    assert [mail.to_address for mail in mails] == ["emily@acme.example"]
    assert "Legal, both sides" in mails[0].text
    assert thread.title in mails[0].subject


def test_team_words_never_travel(room_both: Room) -> None:
    body = f"Margin is 12 percent, {room_both.mention('daniel')}"
    room_both.begin("maya", audience="team", title="Our lowest price", body=body)
    mails = room_both.work(SOON)
    (mail,) = mails
    assert mail.to_address == "daniel@northwind.example"
    assert mail.subject == "Something to read in Palletising at Leeds and Tilburg"
    assert "You were mentioned" in mail.html
    assert "/posts/" in mail.text
    for secret in ("Margin", "12 percent", "lowest", "Maya"):
        assert secret not in words([mail]), secret


def test_team_words_stay_out_of_a_bundle(room: Room) -> None:
    secret = room.begin("maya", audience="team", title="Our lowest price", body="x")
    room.reply("daniel", secret, "Margin is thin.")
    room.begin("ngozi", kind="question", body="How much?")
    (mail,) = to(room.work(SOON), "maya")
    assert "How much?" in mail.text
    assert "1 new post is for your team only" in mail.text
    assert "Margin" not in words([mail])
    assert "lowest" not in words([mail])


@pytest.mark.parametrize(("pace", "told"), [(Pace.NOW, 1), (Pace.SOON, 0), (Pace.DAILY, 0), (Pace.NEVER, 0)])
def test_everyone_sets_their_pace(room: Room, pace: Pace, told: int) -> None:
    with write():
        choose(room.cast.person("maya"), {Reason.QUESTION: pace})
    room.begin("ngozi", kind="question")
    assert len(to(room.work(NOW), "maya")) == told


def test_a_daily_mail_comes_at_eight_where_the_person_lives(room: Room) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=UTC), tick=False):
        with write():
            choose(room.cast.person("maya"), dict.fromkeys((Reason.QUESTION, Reason.MENTION), Pace.DAILY))
            room.cast.person("maya").time_zone = "America/New_York"
        room.begin("ngozi", kind="question")
        room.work()
        assert db.session.scalars(select(Notice.due_at)).first() == datetime(2026, 11, 25, 13, tzinfo=UTC)
        assert to(room.work(timedelta(hours=2, minutes=59)), "maya") == []
        assert len(to(room.work(timedelta(hours=3, seconds=1)), "maya")) == 1


def test_never_for_mentions_falls_back_to_what_one_follows(room: Room) -> None:
    with write():
        choose(room.cast.person("priya"), {Reason.MENTION: Pace.NEVER})
    thread = room.begin("priya")
    room.reply("maya", thread, room.mention("priya"))
    assert purposes(room, "priya") == ["unread"]


def test_no_job_is_left_waiting_for_nothing(room: Room) -> None:
    thread = room.begin("priya")
    room.reply("maya", thread)
    room.work(3 * SOON)
    assert db.session.scalars(select(Job.kind).where(Job.state == JobState.READY)).all() == []
    assert NoticeState.WAITING not in set(db.session.scalars(select(Notice.state)))


def test_a_late_notice_is_found_without_its_job(room: Room, app: Flask) -> None:
    thread = room.begin("priya")
    room.reply("maya", thread)
    room.work()
    with write() as session:
        session.execute(Job.__table__.delete())  # type: ignore[attr-defined]  # a Table
    assert len(to(room.work(timedelta(hours=1)), "priya")) == 1
