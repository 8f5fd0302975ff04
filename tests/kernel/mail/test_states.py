"""What becomes of a mail: sent once, tried again, refused, called back, kept, unsure. With a real mail server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState
from portal.kernel.mail import (
    MailState,
    OutboundMail,
    after_refusal,
    queue_mail,
    recheck,
    send_again,
    smtp,
    withdraw_mail,
)
from portal.kernel.mail import send as sending
from portal.kernel.mail.send import release_kept
from tests.cast import Cast
from tests.kernel.mail.conftest import mail, queue, use, work
from tests.smtp import Postman

Both = tuple[Flask, Cast]


@pytest.fixture
def asked() -> Iterator[dict[str, list[object]]]:
    """What the purpose `asked` was asked and told; it allows everything while `no` is empty."""
    heard: dict[str, list[object]] = {"no": [], "told": []}
    recheck("asked")(lambda _mail: not heard["no"])
    after_refusal("asked")(lambda row: heard["told"].append((row.state, row.problem)))
    yield heard
    sending._checks.pop("asked")
    sending._told.pop("asked")


def queue_and_fail() -> None:
    with write():
        queue_mail(OutboundMail(purpose="test", to_address="a@b.example", subject="x", text="y"))
        raise ZeroDivisionError


def later(**by: float) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(**by), tick=False)


def test_it_is_sent_once_and_its_words_are_kept_no_longer(both: Both, postman: Postman) -> None:
    app, _cast = both
    use(app, postman)
    sent = queue(html="<p>Words.</p>")
    work()
    work()
    assert [message["To"] for message in postman.messages] == ["priya@acme.example"]
    assert (mail(sent).state, mail(sent).text, mail(sent).html) == (MailState.SENT, "", "")


def test_nobody_is_told_before_the_commit(app: Flask, postman: Postman) -> None:
    use(app, postman)
    with pytest.raises(ZeroDivisionError):
        queue_and_fail()
    work()
    assert postman.messages == []


def test_a_refused_recipient_ends_it_and_whoever_cares_is_told(
    both: Both, postman: Postman, asked: dict[str, list[object]]
) -> None:
    app, _cast = both
    use(app, postman)
    postman.refuses["priya@acme.example"] = "550 5.1.1 No such user here"
    refused = queue(purpose="asked")
    work()
    assert mail(refused).state == MailState.REFUSED
    assert asked["told"] == [(MailState.REFUSED, "550 5.1.1 No such user here")]
    with later(hours=2):
        work()
    assert len(asked["told"]) == 1


@pytest.mark.parametrize("where", ["recipient", "message"])
def test_a_busy_server_is_asked_again(app: Flask, postman: Postman, asked: dict[str, list[object]], where: str) -> None:
    use(app, postman)
    if where == "recipient":
        postman.refuses["priya@acme.example"] = "450 4.2.0 Come back later"
    else:
        postman.answers = "451 4.3.0 Come back later"
    waiting = queue(purpose="asked")
    work()
    assert mail(waiting).state == MailState.QUEUED
    assert "ome back later" in mail(waiting).problem
    postman.refuses.clear()
    postman.answers = ""
    with later(minutes=1):
        work()
    assert mail(waiting).state == MailState.SENT
    assert len(postman.messages) == 1
    assert asked["told"][-1] == (MailState.SENT, "")
    assert len(asked["told"]) == 2


def test_a_message_refused_for_good_ends(app: Flask, postman: Postman) -> None:
    use(app, postman)
    postman.answers = "554 5.7.1 We take no such mail"
    refused = queue()
    work()
    assert (mail(refused).state, mail(refused).problem) == (MailState.REFUSED, "554 5.7.1 We take no such mail")


def test_a_server_that_stays_away_leaves_a_job_for_the_administrator(app: Flask, postman: Postman) -> None:
    use(app, postman, SMTP_PORT=1)
    waiting = queue()
    for hour in range(12):
        with later(hours=2 * hour):
            work()
    assert db.session.scalars(select(Job.state).where(Job.kind == "mail.send")).all() == [JobState.DEAD]
    assert mail(waiting).state == MailState.QUEUED
    assert mail(waiting).text == "Words.\n"


def test_what_may_no_longer_be_said_is_not_sent(both: Both, postman: Postman, asked: dict[str, list[object]]) -> None:
    app, _cast = both
    use(app, postman)
    asked["no"].append("any more")
    stopped = queue(purpose="asked")
    work()
    assert postman.messages == []
    assert (mail(stopped).state, mail(stopped).text) == (MailState.WITHDRAWN, "")


def test_what_is_called_back_loses_its_words_at_once(
    both: Both, postman: Postman, asked: dict[str, list[object]]
) -> None:
    app, cast = both
    use(app, postman)
    priya = cast.people["priya"]
    one, other = queue(purpose="asked", about="post:x", person_id=priya), queue(about="post:y")
    with write():
        withdraw_mail("post:x", person_id=cast.people["ngozi"])
    assert mail(one).state == MailState.QUEUED
    with write():
        withdraw_mail("post:x", person_id=priya)
    assert (mail(one).state, mail(one).subject, mail(one).text) == (MailState.WITHDRAWN, "", "")
    work()
    assert (mail(other).state, len(postman.messages)) == (MailState.SENT, 1)
    assert asked["told"] == [(MailState.WITHDRAWN, "")]


def test_a_bundle_is_called_back_by_anything_it_speaks_of(app: Flask) -> None:
    with write():
        bundle = OutboundMail(purpose="test", to_address="a@b.example", subject="x", text="y")
        kept = queue_mail(bundle, also_about=["post:1", "thread:1", "post:1"]).id
    work()
    assert mail(kept).state == MailState.KEPT
    with write():
        withdraw_mail("thread:1")
    assert mail(kept).state == MailState.WITHDRAWN


def test_called_back_between_looking_and_sending(
    app: Flask, postman: Postman, asked: dict[str, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(app, postman)
    hand_over = smtp.hand_over

    def late(*given: object, **more: object) -> None:
        with write():
            withdraw_mail("post:x")
        hand_over(*given, **more)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(sending, "hand_over", late)
    stopped = queue(purpose="asked", about="post:x")
    work()
    assert postman.messages == []
    assert mail(stopped).state == MailState.WITHDRAWN


def test_a_worker_that_dies_while_handing_over_never_sends_twice(
    both: Both, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has taken it, the worker is killed before it notes so: the mail is unsure, not sent again."""
    app, _cast = both
    use(app, postman)
    lost = queue()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(sending, "_end", die)
        with pytest.raises(KeyboardInterrupt):
            work()
    db.session.remove()
    assert (mail(lost).state, len(postman.messages)) == (MailState.SENDING, 1)
    with later(minutes=2):
        work()
    assert (mail(lost).state, len(postman.messages)) == (MailState.UNSURE, 1)
    with write():
        assert send_again(mail(lost))
    work()
    assert (mail(lost).state, len(postman.messages)) == (MailState.SENT, 2)
    assert postman.messages[0]["Message-ID"] == postman.messages[1]["Message-ID"]
    with write():
        assert not send_again(mail(lost))


def test_a_worker_that_dies_before_sends_once_later(
    app: Flask, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(app, postman)
    sent = queue()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(sending, "hand_over", die)
        with pytest.raises(KeyboardInterrupt):
            work()
    db.session.remove()
    with later(minutes=2):
        work()
    assert (mail(sent).state, len(postman.messages)) == (MailState.SENT, 1)


def test_without_a_server_mail_is_kept_and_sent_once_there_is_one(app: Flask, postman: Postman) -> None:
    kept, old = queue(), queue(to_address="old@acme.example")
    work()
    assert {mail(kept).state, mail(old).state} == {MailState.KEPT}
    release_kept()
    assert mail(kept).state == MailState.KEPT
    with write() as session:
        session.execute(update(OutboundMail).where(OutboundMail.id == old).values(created_at=now() - timedelta(days=4)))
    use(app, postman)
    work()
    assert (mail(kept).state, mail(old).state) == (MailState.SENT, MailState.KEPT)
    assert postman.receivers == ["priya@acme.example"]
