"""The overview: what changed since the last visit, one row a thread, and nothing of one's own."""

from datetime import timedelta
from typing import Any

from flask import current_app
from flask.testing import FlaskClient

from portal.edges.pages.news import news_since
from portal.kernel.db import now
from tests.cast import Cast
from tests.conftest import SignIn

BEFORE = timedelta(minutes=5)


def test_a_thread_is_one_row_whatever_happened_in_it(sign_in: SignIn, cast: Cast) -> None:
    thread = ask(sign_in("ngozi"), cast)
    for word in ("daniel", "maya", "daniel"):
        sign_in(word).post(f"{thread}/posts", data={"body": f"{word} answers"})
    rows = news(cast, "priya")
    assert [row["title"] for row in rows] == ["Can it be washed?"]
    assert "New, started by Dr Ngozi Adeyemi-Okonkwo" in rows[0]["sub"]
    assert "3 new posts by Daniel Okafor, Maya Lindqvist" in rows[0]["sub"]


def test_ones_own_deeds_are_no_news(sign_in: SignIn, cast: Cast) -> None:
    ask(sign_in("priya"), cast)
    assert news(cast, "priya") == []
    assert len(news(cast, "maya")) == 1


def test_what_the_team_says_is_no_news_for_customers(sign_in: SignIn, cast: Cast) -> None:
    ask(sign_in("daniel"), cast, audience="team")
    assert news(cast, "priya") == []
    assert [row["audience"].kind for row in news(cast, "maya")] == ["team"]


def test_the_page_says_who_reads_what(sign_in: SignIn, cast: Cast) -> None:
    url = f"/w/{cast.workspace().public_id}"
    assert "Our team only" in sign_in("maya").get(url).get_data(as_text=True)
    page = sign_in("priya").get(url).get_data(as_text=True)
    assert "Who can read what" in page
    assert "Our team only" not in page


def news(cast: Cast, word: str) -> list[dict[str, Any]]:
    with current_app.test_request_context():
        return news_since(cast.member(word), cast.actor(word), now() - BEFORE)


def ask(client: FlaskClient, cast: Cast, *, audience: str = "everyone") -> str:
    said = {"title": "Can it be washed?", "body": "Ours is wet.", "kind": "question", "audience": audience}
    return client.post(f"/w/{cast.workspace().public_id}/threads", data=said).location
