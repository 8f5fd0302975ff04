"""What fewer people read becomes a new post for everyone, on purpose; the old one keeps its readers."""

from sqlalchemy import select

from portal.features.discussions.models import Post, Thread
from portal.kernel.db import db
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.discussions.test_threads import begin, newest


def test_words_of_the_team_go_into_the_thread_they_are_about(sign_in: SignIn, cast: Cast) -> None:
    asked, rep = begin(sign_in, cast, "ngozi"), sign_in("maya")
    rep.post(f"{asked}/posts", data={"body": "Yes, but do not say when.", "audience": "team"})
    said = newest()
    url = f"/w/{cast.workspace().public_id}/posts/{said.public_id}/widen"
    page = rep.get(url).get_data(as_text=True)
    assert "people at Acme Foods will read this" in page
    assert "Yes, but do not say when." in page
    answer = rep.post(url, data={"body": "Yes.", "key": "once"})
    assert answer.status_code == 303
    assert asked in answer.location
    assert rep.post(url, data={"body": "Yes.", "key": "once"}).location == answer.location
    made = newest()
    assert (made.body, made.audience.kind) == ("Yes.", "everyone")
    assert db.session.get_one(Post, said.id).body == "Yes, but do not say when."


def test_without_such_a_thread_it_begins_one(sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "maya", "team", title="Prices", kind="discussion")
    url = f"/w/{cast.workspace().public_id}/posts/{newest().public_id}/widen"
    rep = sign_in("maya")
    refused = rep.post(url, data={"body": "  ", "title": "Our offer"})
    assert refused.status_code == 422
    assert 'value="Our offer"' in refused.get_data(as_text=True)
    rep.post(url, data={"body": "It is ready.", "title": "Our offer"})
    found = db.session.scalars(select(Thread).where(Thread.given_title == "Our offer")).one()
    assert found.audience.kind == "everyone"
    assert "It is ready." in sign_in("priya").get(
        f"/w/{cast.workspace().public_id}/threads/{found.public_id}"
    ).get_data(as_text=True)


def test_customers_cannot_even_ask(sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "maya", "team")
    url = f"/w/{cast.workspace().public_id}/posts/{newest().public_id}/widen"
    assert sign_in("priya").get(url).status_code == 404
    assert sign_in("greg").get(url).status_code == 403
