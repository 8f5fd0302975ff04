"""Threads over HTTP: begin, reply, edit, delete, react, accept; and what each may see."""

import json
import re

import pytest
from sqlalchemy import select

from portal.features.discussions.models import Draft, Post, Thread
from portal.kernel.db import db
from portal.kernel.ledger import Entry, EntryText, verify
from tests.cast import Cast
from tests.conftest import SignIn

EVERYTHING = "everyone"


def begin(sign_in: SignIn, cast: Cast, who: str, audience: str = EVERYTHING, **typed: str) -> str:
    """Start a thread over HTTP; gives its address."""
    said = {"title": "Can the cell pass our audit?", "body": "We run peanut lines.", "kind": "question"} | typed
    url = f"/w/{cast.workspace().public_id}/threads"
    answer = sign_in(who).post(url, data=said | {"audience": audience})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def newest() -> Post:
    return db.session.scalars(select(Post).order_by(Post.id.desc())).first() or Post()


def test_a_customer_asks_and_the_rep_answers(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    rep = sign_in("maya")
    assert "We run peanut lines." in rep.get(place).get_data(as_text=True)
    assert rep.post(f"{place}/posts", data={"body": "Yes, with the **washdown** gripper."}).status_code == 303
    page = sign_in("ngozi").get(place).get_data(as_text=True)
    assert "<strong>washdown</strong>" in page
    button = '<button class="btn btn--s">Accept as the answer</button>'
    assert page.count(button) == 1
    assert button not in rep.get(place).text  # whoever answers for the workspace finds it in the menu
    assert "Accept as the answer" in rep.get(place).text
    sign_in("ngozi").post(f"{place}/accept", data={"post": newest().public_id})
    assert button not in sign_in("ngozi").get(place).text


def test_the_answer_names_the_entry_it_brings(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    said = {"body": "Yes, with the washdown gripper.", "key": "k1"}
    answer = sign_in("maya").post(f"{place}/posts", data=said, headers={"Accept": "text/vnd.turbo-stream.html"})
    entry = db.session.scalars(select(Entry).where(Entry.subject == f"post:{newest().public_id}")).one()
    assert json.loads(answer.headers["X-Heads"]) == {cast.audience().public_id: entry.seq}
    again = sign_in("ngozi").post(f"{place}/posts", data={"body": "Good."})
    assert again.status_code == 303
    repeated = sign_in("maya").post(f"{place}/posts", data=said, headers={"Accept": "text/vnd.turbo-stream.html"})
    assert repeated.headers["X-Heads"] == answer.headers["X-Heads"]


def test_a_stranger_sees_nothing(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    for who in ("birgitte", "rashid", "marcus", "ines", "hannah"):
        assert sign_in(who).get(place).status_code == 404, who


def test_team_threads_do_not_exist_for_customers(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "maya", "team", title="How far can we go?")
    assert sign_in("daniel").get(place).status_code == 200
    assert sign_in("priya").get(place).status_code == 404
    threads = f"/w/{cast.workspace().public_id}/threads"
    assert "How far can we go?" not in sign_in("priya").get(threads).get_data(as_text=True)


def test_a_customer_cannot_choose_our_team(sign_in: SignIn, cast: Cast) -> None:
    typed = {"title": "x", "body": "y", "kind": "discussion", "audience": "team"}
    url = f"/w/{cast.workspace().public_id}/threads"
    assert sign_in("priya").post(url, data=typed).status_code == 404


def test_our_team_in_a_customer_thread_begins_a_linked_thread(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    answer = sign_in("maya").post(f"{place}/posts", data={"body": "Margin is thin.", "audience": "team"})
    assert answer.status_code == 303
    linked = newest().thread
    assert linked.about_id is not None
    assert linked.audience.kind == "team"
    assert "Margin is thin." not in sign_in("ngozi").get(place).get_data(as_text=True)
    assert linked.public_id in sign_in("daniel").get(place).get_data(as_text=True)
    assert linked.public_id not in sign_in("ngozi").get(place).get_data(as_text=True)


def test_viewers_read_and_cannot_write(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    assert sign_in("greg").get(place).status_code == 200
    assert sign_in("greg").post(f"{place}/posts", data={"body": "no"}).status_code == 403


def test_the_same_key_posts_once(sign_in: SignIn, cast: Cast) -> None:
    place, client = begin(sign_in, cast, "ngozi"), sign_in("maya")
    for _attempt in range(3):
        assert client.post(f"{place}/posts", data={"body": "Once.", "key": "k1"}).status_code == 303
    assert db.session.scalars(select(Post.body).where(Post.body == "Once.")).all() == ["Once."]


def test_an_empty_reply_is_refused_and_nothing_is_lost(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    answer = sign_in("maya").post(f"{place}/posts", data={"body": "   "})
    assert answer.status_code == 422
    assert "Write something first." in answer.get_data(as_text=True)


def test_an_edit_keeps_the_earlier_text(sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "ngozi", body="First words.")
    post, client = newest(), sign_in("ngozi")
    url = f"/w/{cast.workspace().public_id}/posts/{post.public_id}"
    assert client.post(f"{url}/edit", data={"body": "Better words."}).status_code == 303
    assert "First words." in client.get(f"{url}/history").get_data(as_text=True)
    assert sign_in("maya").post(f"{url}/edit", data={"body": "Not mine."}).status_code == 403


def test_deleting_takes_the_words_everywhere_and_leaves_a_line(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi", body="Secret recipe.")
    post, client = newest(), sign_in("ngozi")
    url = f"/w/{cast.workspace().public_id}/posts/{post.public_id}"
    client.post(f"{url}/edit", data={"body": "Secret recipe, edited."})
    assert client.post(f"{url}/delete").status_code == 303
    page = client.get(place).get_data(as_text=True)
    assert "Secret recipe" not in page
    assert "Dr Ngozi Adeyemi-Okonkwo deleted this post" in page
    assert "Secret" not in client.get(f"{url}/history").get_data(as_text=True)
    beside = db.session.scalars(select(EntryText).join(Entry, Entry.id == EntryText.entry_id)).all()
    assert not any("Secret" in str(text.body) for text in beside)
    assert verify(db.session()).findings == []


def test_only_the_one_who_asked_accepts(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    sign_in("maya").post(f"{place}/posts", data={"body": "Yes."})
    answer = newest().public_id
    assert sign_in("priya").post(f"{place}/accept", data={"post": answer}).status_code == 403
    assert sign_in("ngozi").post(f"{place}/accept", data={"post": answer}).status_code == 303
    assert "Accepted by Dr Ngozi" in sign_in("maya").get(place).get_data(as_text=True)


def test_reactions_are_counted_once_a_person(sign_in: SignIn, cast: Cast) -> None:
    place, client = begin(sign_in, cast, "ngozi"), sign_in("maya")
    url = f"/w/{cast.workspace().public_id}/posts/{newest().public_id}/react/agree"
    client.post(url)
    assert "Agree, 1" in client.get(place).get_data(as_text=True)
    client.post(url)
    assert "Agree, 1" not in client.get(place).get_data(as_text=True)


def test_drafts_come_back_and_are_nobody_elses(sign_in: SignIn, cast: Cast) -> None:
    place, client = begin(sign_in, cast, "ngozi"), sign_in("maya")
    thread = place.rsplit("/", 1)[1]
    url = f"/w/{cast.workspace().public_id}/drafts/{thread}"
    assert client.put(url, data={"body": "I will as", "audience": "everyone"}).status_code == 204
    assert "I will as" in client.get(place).get_data(as_text=True)
    assert "I will as" not in sign_in("daniel").get(place).get_data(as_text=True)
    client.post(f"{place}/posts", data={"body": "I will ask."})
    assert db.session.scalars(select(Draft)).all() == []


def test_mentions_reach_only_readers(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "maya", "team", title="Price")
    priya = cast.member("priya").public_id
    sign_in("maya").post(f"{place}/posts", data={"body": f"@[Priya Raman](member:{priya}) see this"})
    assert "mention" not in newest().html
    url = f"/w/{cast.workspace().public_id}/mentions?audience=team&q=pri"
    listed = sign_in("maya").get(url).get_data(as_text=True)
    assert re.search(r'aria-disabled="true"><strong>Priya', listed)


@pytest.mark.parametrize("deed", ["pin", "close"])
def test_the_team_pins_and_closes(sign_in: SignIn, cast: Cast, deed: str) -> None:
    place = begin(sign_in, cast, "ngozi")
    assert sign_in("priya").post(f"{place}/{deed}").status_code == 403
    assert sign_in("daniel").post(f"{place}/{deed}").status_code == 303


def test_a_closed_thread_takes_no_posts(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    sign_in("ngozi").post(f"{place}/close")
    answer = sign_in("maya").post(f"{place}/posts", data={"body": "Late words"})
    assert answer.status_code == 422


def test_unread_goes_when_the_posts_were_seen(sign_in: SignIn, cast: Cast) -> None:
    place, client = begin(sign_in, cast, "ngozi"), sign_in("maya")
    threads = f"/w/{cast.workspace().public_id}/threads"
    assert "is-unread" in client.get(threads).get_data(as_text=True)
    assert client.post(f"{place}/read", data={"post": newest().public_id}).status_code == 204
    thread = db.session.scalars(select(Thread)).one()
    assert thread.post_count == 1
    assert 'class="row is-unread"' not in client.get(threads).get_data(as_text=True)
