"""What happens between a post and its mail: read, deleted, muted, removed, archived; before and after it is written."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.features.discussions import marks, services
from portal.features.discussions.models import Post, Thread
from portal.features.discussions.prepare import prepare
from portal.features.identity.models import Address
from portal.features.workspaces.services import archive, remove_member
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState
from portal.kernel.ledger import ReaderCursor, mark_all_due
from portal.kernel.mail import MailState, OutboundMail
from portal.readers.notifications.models import Notice, NoticeState, Reason
from portal.readers.notifications.wishes import DEFAULTS, Pace, choose
from tests.readers.notifications.conftest import NOW, SOON, Room, to, words

Deed = Callable[[Room], None]


def delete(room: Room) -> None:
    post = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
    assert post is not None
    services.delete_post(by=room.cast.member("maya"), post=post)


def read(room: Room) -> None:
    thread = db.session.scalars(select(Thread)).one()
    services.mark_read(by=room.cast.member("priya"), thread_id=thread.id, number=thread.post_count)


def mute(room: Room) -> None:
    marks.wish(by=room.cast.member("priya"), thread=db.session.scalars(select(Thread)).one(), word="mute")


def remove(room: Room) -> None:
    remove_member(by=room.cast.member("maya"), member=room.cast.member("priya"))


def archived(room: Room) -> None:
    archive(by=room.cast.member("maya"))


def want_none(room: Room) -> None:
    choose(room.cast.person("priya"), dict.fromkeys(DEFAULTS, Pace.NEVER))


def quiet(room: Room) -> None:
    choose(room.cast.person("priya"), {}, quiet=[room.cast.workspace().public_id])


def offboard(room: Room) -> None:
    room.cast.person("priya").state = "offboarded"


def lose_address(room: Room) -> None:
    for address in db.session.scalars(select(Address).where(Address.person_id == room.cast.people["priya"])):
        address.verified_at = None


DEEDS = [delete, read, mute, remove, archived, want_none, quiet, offboard, lose_address]


@pytest.mark.parametrize("deed", DEEDS)
def test_no_mail_is_written_after(room: Room, deed: Deed) -> None:
    thread = room.begin("priya")
    room.reply("maya", thread, f"Secret words, {room.mention('priya')}")
    room.work()
    with write():
        deed(room)
    assert to(room.work(SOON), "priya") == []
    assert set(db.session.scalars(select(Notice.state))) == {NoticeState.DROPPED}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_mail_that_waits_for_its_server_does_not_leave_after(room: Room, deed: Deed) -> None:
    """The server is away while the mail is written; then the deed; then it is back."""
    room.app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=1, SMTP_SECURITY="none", SMTP_TIMEOUT=0.2)
    thread = room.begin("priya")
    room.reply("maya", thread, f"Secret words, {room.mention('priya')}")
    (mail,) = to(room.work(NOW), "priya")
    assert mail.state == MailState.QUEUED
    assert "ConnectionRefused" in mail.problem
    with write():
        deed(room)
    room.app.config["SMTP_HOST"] = ""
    mails = to(room.work(timedelta(hours=1)), "priya")
    assert [mail.state for mail in mails] == [MailState.WITHDRAWN]
    assert "Secret" not in words(mails)


@pytest.mark.parametrize("deed", [delete, mute, remove, archived])
def test_the_words_go_at_once(room: Room, deed: Deed) -> None:
    """From the outbox of a portal without a mail server, in the same transaction, without the worker."""
    thread = room.begin("priya")
    room.reply("maya", thread, f"Secret words, {room.mention('priya')}")
    assert "Secret" in words(to(room.work(NOW), "priya"))
    with write():
        deed(room)
    mails = db.session.scalars(select(OutboundMail).where(OutboundMail.to_name == "Priya Raman")).all()
    assert "Secret" not in words(list(mails))
    assert [mail.state for mail in mails] == [MailState.WITHDRAWN]


def test_the_rest_of_a_bundle_is_written_anew(room_both: Room) -> None:
    thread = room_both.begin("priya")
    room_both.reply("maya", thread, "This stays.")
    room_both.reply("maya", thread, "Secret words.")
    assert "Secret words." in words(to(room_both.work(SOON), "priya"))
    with write():
        delete(room_both)
    first, second = to(room_both.work(SOON), "priya")
    assert (first.state, first.text, first.html, first.subject) == (MailState.WITHDRAWN, "", "", "")
    assert "This stays." in second.text
    assert "Secret" not in words([first, second])


def test_edited_words_are_mailed_as_they_are_now(room: Room) -> None:
    room.app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=1, SMTP_SECURITY="none", SMTP_TIMEOUT=0.2)
    thread = room.begin("priya")
    post = room.reply("maya", thread, "First words.")
    room.work(SOON)
    better = prepare("Better words.", room.cast.audience())
    with write() as session:
        found = session.get_one(Post, post.id)
        services.edit(by=room.cast.member("maya"), post=found, words=better)
        found.edited_at = now() + SOON
    room.app.config["SMTP_HOST"] = ""
    mails = to(room.work(timedelta(hours=1)), "priya")
    assert [mail.state for mail in mails] == [MailState.WITHDRAWN, MailState.KEPT]
    assert "Better words." in mails[1].text
    assert "First words." not in words(mails)


def test_muting_one_thread_keeps_the_news_of_others(room: Room) -> None:
    one, other = room.begin("priya", title="One"), room.begin("priya", title="Other")
    room.reply("maya", one, "About one.")
    room.reply("maya", other, "About other.")
    room.work(SOON)
    with write() as session:
        marks.wish(by=room.cast.member("priya"), thread=session.get_one(Thread, one.id), word="mute")
    _gone, mail = to(room.work(SOON), "priya")
    assert "About other." in mail.text
    assert "About one." not in mail.text


def test_a_worker_killed_while_writing_leaves_all_or_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """It dies after the mail is written and before the commit: the next one writes it, once."""
    thread = room.begin("priya")
    room.reply("maya", thread, f"Words, {room.mention('priya')}")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("portal.readers.notifications.sending._come_back", die)
        with pytest.raises(KeyboardInterrupt):
            room.work(NOW)
    db.session.remove()
    assert db.session.scalars(select(OutboundMail)).all() == []
    assert [job.state for job in db.session.scalars(select(Job).where(Job.kind == "notifications.mail"))]
    assert len(to(room.work(timedelta(minutes=3)), "priya")) == 1
    assert len(to(room.work(timedelta(hours=2)), "priya")) == 1
    assert JobState.DEAD not in set(db.session.scalars(select(Job.state)))


def test_the_same_entries_read_twice_make_nothing_new(room_both: Room) -> None:
    thread = room_both.begin("priya")
    room_both.reply("maya", thread, room_both.mention("priya"))
    room_both.work(NOW)
    with write() as session:
        session.execute(ReaderCursor.__table__.delete())  # type: ignore[attr-defined]  # a Table
        mark_all_due(session, "notifications")
    assert len(to(room_both.work(SOON), "priya")) == 1
    assert db.session.scalars(select(Notice.reason).where(Notice.reason == Reason.MENTION)).all() == [Reason.MENTION]
