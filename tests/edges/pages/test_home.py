"""Home: what needs whom, and for how long it has waited."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.edges.frame.needs import count_needs
from portal.edges.pages.waiting import waiting_words, worked
from tests.cast import Cast
from tests.conftest import SignIn

LEEDS = ZoneInfo("Europe/London")
AUCKLAND = ZoneInfo("Pacific/Auckland")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 (the 20th is a Friday), UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "zone", "hours"),
    [
        (at(18, 10), at(18, 10), LEEDS, 0),
        (at(18, 10), at(18, 12, 30), LEEDS, 2.5),
        (at(18, 16), at(19, 10), LEEDS, 2),  # over night
        (at(20, 16), at(23, 10), LEEDS, 2),  # over a weekend
        (at(21, 8), at(22, 20), LEEDS, 0),  # a weekend
        (at(18, 20), at(18, 22), AUCKLAND, 2),  # morning over there
        (at(18, 10), at(17, 10), LEEDS, 0),  # a clock that was set back
    ],
)
def test_only_working_hours_of_the_one_who_waits_count(
    since: datetime, until: datetime, zone: ZoneInfo, hours: float
) -> None:
    assert worked(since, until, zone) == hours


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "Waiting 0 minutes"),
        (1 / 60, "Waiting 1 minute"),
        (5.9, "Waiting 5 hours"),
        (8, "Waiting 1 working day"),
        (17, "Waiting 2 working days"),
    ],
)
def test_waiting_is_said_in_words(app: Flask, hours: float, words: str) -> None:
    with app.test_request_context():
        assert waiting_words(hours) == words


def test_a_question_waits_at_home_until_it_is_answered(sign_in: SignIn, cast: Cast) -> None:
    thread, rep = ask(sign_in("ngozi"), cast), sign_in("maya")
    before = page(rep, "/")
    assert "Can it be washed?" in before
    assert "1 customer waits for an answer" in before
    assert count_needs(cast.actor("maya")) == 1
    assert rep.post(f"{thread}/posts", data={"body": "It can."}).status_code == 303
    assert "waits for an answer" not in page(rep, "/")
    assert count_needs(cast.actor("maya")) == 0


def test_what_the_team_asks_or_hears_in_secret_does_not_wait(sign_in: SignIn, cast: Cast) -> None:
    ask(sign_in("maya"), cast, audience="team")
    assert count_needs(cast.actor("maya")) == 0
    assert count_needs(cast.actor("daniel")) == 0


def test_a_mention_needs_whom_it_names_until_it_is_read(sign_in: SignIn, cast: Cast) -> None:
    greg = cast.member("greg").public_id
    thread = ask(sign_in("maya"), cast, body=f"@[Greg Tolland](member:{greg}), will it fit?")
    reader = sign_in("greg")
    assert count_needs(cast.actor("greg")) == 1
    assert "will it fit?" in page(reader, "/mentions")
    assert "will it fit?" not in page(sign_in("priya"), "/mentions")
    post = page(reader, thread).partition('data-post="')[2][:16]
    assert reader.post(f"{thread}/read", data={"post": post}).status_code == 204
    assert count_needs(cast.actor("greg")) == 0
    assert "will it fit?" in page(reader, "/mentions")


def ask(client: FlaskClient, cast: Cast, *, audience: str = "everyone", body: str = "Ours is wet.") -> str:
    said = {"title": "Can it be washed?", "body": body, "kind": "question", "audience": audience}
    return client.post(f"/w/{cast.workspace().public_id}/threads", data=said).location


def page(client: FlaskClient, url: str) -> str:
    return client.get(url, follow_redirects=True).get_data(as_text=True)
