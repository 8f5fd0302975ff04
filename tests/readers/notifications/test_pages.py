"""Choosing less mail: by the page of one's own settings, by the links of a mail, by the button of a mail program."""

import re

import pytest
from flask.testing import FlaskClient

from portal.features.discussions.models import Thread
from portal.features.discussions.queries import own_marks
from portal.kernel.db import db, write
from portal.kernel.mail import MailState, OutboundMail
from portal.readers.notifications.models import Reason
from portal.readers.notifications.wishes import DEFAULTS, Pace, is_quiet, pace_of
from tests.cast import Cast
from tests.conftest import SignIn
from tests.readers.notifications.conftest import NOW, SOON, Room, to

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(room: Room) -> str:
    """The path of the unsubscribe link in a mail to Priya about an unread post."""
    thread = room.begin("priya")
    room.reply("maya", thread)
    (mail,) = to(room.work(SOON), "priya")
    assert mail.unsubscribe_url in mail.text
    return mail.unsubscribe_url.removeprefix("http://portal.test")


def paces(cast: Cast) -> dict[str, Pace]:
    db.session.rollback()
    person = cast.person("priya")
    return {kind: pace_of(person, kind) for kind in DEFAULTS}


def test_a_scanner_that_opens_the_link_changes_nothing(client: FlaskClient, cast: Cast, link: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        assert client.open(link, method=method).status_code == 200
    assert paces(cast) == DEFAULTS
    page = client.get(link).get_data(as_text=True)
    assert "Nothing has changed yet" in page
    assert "Priya" not in page
    assert "Washdown" not in page


def test_one_click_ends_mail_of_that_kind_without_sign_in_cookie_or_token(
    client: FlaskClient, cast: Cast, link: str
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(link, data=ONE_CLICK)
    assert answer.status_code == 200  # RFC 8058: no redirect
    assert paces(cast) == DEFAULTS | {Reason.UNREAD: Pace.NEVER}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("daily", dict.fromkeys(DEFAULTS, Pace.DAILY)),
        ("never", dict.fromkeys(DEFAULTS, Pace.NEVER)),
        ("thread", DEFAULTS),
    ],
)
def test_the_page_offers_less(
    client: FlaskClient, cast: Cast, link: str, choice: str, expected: dict[Reason, Pace]
) -> None:
    assert f'value="{choice}"' in client.get(link).get_data(as_text=True)
    assert client.post(link, data={"choice": choice}).status_code == 200
    assert paces(cast) == expected
    thread = db.session.query(Thread).one()
    assert own_marks(cast.member("priya"), thread)[1] == ("mute" if choice == "thread" else "")


def test_daily_wakes_nothing_that_was_ended(client: FlaskClient, cast: Cast, link: str) -> None:
    client.post(link, data=ONE_CLICK)
    client.post(link, data={"choice": "daily"})
    assert paces(cast)[Reason.UNREAD] is Pace.NEVER


def test_the_link_of_one_who_left_opens_nothing(client: FlaskClient, cast: Cast, link: str) -> None:
    with write():
        cast.member("priya").state = "left"
    assert client.post(link, data={"choice": "thread"}).status_code == 200
    assert client.post(link[:-2] + "xx", data=ONE_CLICK).status_code == 404


def test_settings_are_shown_and_kept(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("priya")
    assert "priya@acme.example" in client.get("/profile/mail").get_data(as_text=True)
    answer = client.post("/profile/mail", data={"mention": "daily", "answer": "never", "unread": "sometimes"})
    assert answer.status_code == 303
    assert paces(cast) == DEFAULTS | {Reason.MENTION: Pace.DAILY, Reason.ANSWER: Pace.NEVER}
    assert is_quiet(cast.person("priya"), cast.workspace().public_id)
    page = client.get("/profile/mail").get_data(as_text=True)
    assert re.search(r'name="mention".*?<option value="daily" selected', page, re.DOTALL)
    assert 'name="question"' not in page
    assert 'name="question"' in sign_in("maya").get("/profile/mail").get_data(as_text=True)


def test_a_quiet_workspace_stays_quiet_and_the_other_does_not(sign_in: SignIn, room: Room) -> None:
    halden = room.cast.workspace("halden").public_id
    sign_in("maya").post("/profile/mail", data={"workspace": halden})
    room.begin("ngozi", kind="question", body="In Acme's")
    room.begin("birgitte", kind="question", body="In Halden's", workspace="halden")
    (mail,) = to(room.work(SOON), "maya")
    assert "In Halden's" in mail.text
    assert "In Acme's" not in mail.text


def test_a_refused_mail_is_told_where_mail_is_set(sign_in: SignIn, cast: Cast) -> None:
    with write():
        priya = cast.person("priya")
        refused = {"state": MailState.REFUSED, "problem": "550 <b>no</b> such user", "ended_at": priya.created_at}
        address = priya.addresses[0].email
        db.session.add(
            OutboundMail(purpose="unread", person_id=priya.id, to_address=address, subject="", text="", **refused)
        )
    assert "550 &lt;b&gt;no&lt;/b&gt; such user" in sign_in("priya").get("/profile/mail").get_data(as_text=True)


HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) \r\nBcc: x@y.example\r\n"


def test_hostile_words_are_words(room: Room) -> None:
    body = f"{HOSTILE * 3} {room.mention('maya')} " + "W" * 900
    room.begin("ngozi", title="<b>T</b>\r\nBcc: x@y.example " + "t" * 200, body=body)
    (mail,) = to(room.work(NOW), "maya")
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert 'href="javascript' not in mail.html
    assert "<b>T</b>" not in mail.html
    assert "\n" not in mail.subject
    assert len(mail.subject) <= 151
    assert "src=" not in mail.html.replace("src=x", "")


def test_a_long_post_is_shortened_with_a_mark(room: Room) -> None:
    room.begin("ngozi", body=f"{room.mention('maya')} " + "word " * 5000)
    (mail,) = to(room.work(NOW), "maya")
    assert len(mail.text) < 6000
    assert "A long post was shortened here." in mail.text
    assert "A long post was shortened here." in mail.html


def test_many_posts_are_counted_beyond_the_first(room: Room) -> None:
    thread = room.begin("priya")
    for number in range(12):
        room.reply("maya", thread, f"Number {number}.")
    (mail,) = to(room.work(SOON), "priya")
    assert "Number 7." in mail.text
    assert "Number 8." not in mail.text
    assert "And 4 more posts in this thread." in mail.text
