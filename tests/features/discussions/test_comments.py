"""Comments on a file: at a version and a page, in its audience, and as a thread."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File
from portal.features.library.purging import purge_trash
from portal.features.library.services import add_file, delete_file
from portal.features.library.store import keep
from portal.features.library.withdrawing import withdraw_file
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn

STREAM = {"Accept": "text/vnd.turbo-stream.html"}
Shelve = Callable[..., File]


@pytest.fixture
def shelve(cast: Cast) -> Shelve:
    """A file of Maya's with three pages."""

    def go(audience: str = "everyone") -> File:
        content = keep(cast.workspace().public_id, "Safety case.txt", [b"x"], limit=10)
        with write():
            place = {"workspace": cast.workspace(), "audience": cast.audience(audience), "folder": None}
            file = add_file(by=cast.actor("maya"), content=content, **place)  # type: ignore[arg-type]
            file.versions[0].pages = 3
        return db.session.get_one(File, file.id)

    return go


def page(file: File, rest: str = "") -> str:
    return f"/w/{file.workspace.public_id}/files/{file.public_id}{rest}"


def say(client: FlaskClient, file: File, body: str, **more: str) -> int:
    said = {"body": body, "version": "1"} | more
    return client.post(page(file, "/comments"), data=said).status_code


def test_a_comment_begins_the_thread_of_the_file(sign_in: SignIn, cast: Cast, shelve: Shelve) -> None:
    file = shelve()
    answer = sign_in("ngozi").post(
        page(file, "/comments"), data={"body": "Our <limit> is 2.0", "version": 1, "page": 2}
    )
    post = db.session.scalars(select(Post)).one()
    assert answer.location == page(file, f"?version=1&page=2#post-{post.public_id}")
    assert say(sign_in("daniel"), file, "Will be in version 2") == 303
    thread = db.session.scalars(select(Thread)).one()
    assert (thread.about_file_id, thread.post_count, thread.audience_id) == (file.id, 2, file.audience_id)
    assert (post.about_version, post.about_page) == (1, 2)
    for address in (page(file), f"/w/{file.workspace.public_id}/threads/{thread.public_id}"):
        shown = sign_in("greg").get(address).text
        assert "Our &lt;limit&gt; is 2.0" in shown
        assert "On page 2 of version 1" in shown
        assert "On version 1" in shown
    assert 'name="body"' not in sign_in("greg").get(page(file)).text
    assert "Comments on a file" in sign_in("priya").get(f"/w/{file.workspace.public_id}/threads").text
    kinds = db.session.scalars(
        select(Entry.kind).where(Entry.kind.startswith("thread.") | Entry.kind.startswith("post."))
    )
    assert sorted(kinds) == ["post.created", "post.created", "thread.started"]
    assert "commented on Safety case.txt" in sign_in("maya").get(f"/w/{file.workspace.public_id}/timeline").text


def test_only_readers_of_the_file_meet_its_comments(sign_in: SignIn, shelve: Shelve) -> None:
    file = shelve("team")
    assert say(sign_in("maya"), file, "Our margin is thin") == 303
    for who in ("priya", "ngozi", "birgitte", "rashid"):
        client = sign_in(who)
        assert say(client, file, "Mine") == 404
        assert client.get(page(file)).status_code == 404
        assert "Safety case" not in client.get(f"/w/{file.workspace.public_id}/threads").text
    assert say(sign_in("greg"), shelve(), "Mine") == 403


def test_what_cannot_be_commented_on(sign_in: SignIn, cast: Cast, shelve: Shelve) -> None:
    file, ngozi = shelve(), sign_in("ngozi")
    assert say(ngozi, file, "x", version="7") == 404
    assert say(ngozi, file, "x", page="4") == 422
    assert say(ngozi, file, "  ") == 422
    assert say(ngozi, file, "x", page="nonsense", version="9" * 30) == 303
    with write():
        delete_file(by=cast.actor("maya"), file=db.session.get_one(File, file.id))
    assert say(ngozi, file, "x") == 404
    thread, post = db.session.scalars(select(Thread)).one(), db.session.scalars(select(Post)).one()
    shown = ngozi.get(f"/w/{file.workspace.public_id}/threads/{thread.public_id}").text
    assert page(file) not in shown
    assert "/threads/" in ngozi.get(f"/w/{file.workspace.public_id}/posts/{post.public_id}").location


def test_with_script_the_comment_joins_the_list_once(sign_in: SignIn, shelve: Shelve) -> None:
    file, ngozi = shelve(), sign_in("ngozi")
    for _again in range(2):
        said = {"body": "Once", "version": "1", "page": "3", "key": "a-key"}
        answer = ngozi.post(page(file, "/comments"), data=said, headers=STREAM)
        assert 'target="talk-posts"' in answer.text
    assert db.session.query(Post).count() == 1
    put = ngozi.put(
        f"/w/{file.workspace.public_id}/drafts/{file.public_id}", data={"body": "Begun", "audience": "everyone"}
    )
    assert put.status_code == 204
    assert "Begun" in ngozi.get(page(file)).text
    secret = shelve("team")
    put = ngozi.put(
        f"/w/{file.workspace.public_id}/drafts/{secret.public_id}", data={"body": "x", "audience": "everyone"}
    )
    assert put.status_code == 404


def test_news_and_mentions_as_in_any_thread(sign_in: SignIn, cast: Cast, shelve: Shelve) -> None:
    file = shelve()
    say(sign_in("ngozi"), file, f"@[Priya](member:{cast.member('priya').public_id}) please")
    thread = db.session.scalars(select(Thread)).one()
    threads = f"/w/{file.workspace.public_id}/threads"
    assert "is-unread" in sign_in("priya").get(threads).text
    assert sign_in("priya").get("/mentions").status_code == 200
    post = db.session.scalars(select(Post.public_id)).one()
    sign_in("priya").post(f"{threads}/{thread.public_id}/read", data={"post": post})
    assert "is-unread" not in sign_in("priya").get(threads).text


def test_the_cards_of_an_open_thread_follow_its_files(sign_in: SignIn, cast: Cast, shelve: Shelve) -> None:
    file = shelve()
    maya, here = sign_in("maya"), f"/w/{file.workspace.public_id}"
    maya.post(f"{here}/threads", data={"title": "See", "body": "it", "audience": "everyone", "files": file.public_id})
    thread, everyone = db.session.scalars(select(Thread)).one(), cast.audience()
    db.session.refresh(everyone)
    head = everyone.head_seq
    card = maya.get(f"{here}/threads/{thread.public_id}").text
    assert page(file, "?version=1") in card
    with write():
        withdraw_file(by=cast.actor("maya"), file=db.session.get_one(File, file.id), reason="The wrong one")
    since = f"/since?audience={everyone.public_id}:{head}&thread={thread.public_id}"
    fresh = sign_in("priya").get(since, headers=STREAM).text
    assert 'action="replace"' in fresh
    assert "Withdrawn by Maya Lindqvist" in fresh
    assert "The wrong one" in fresh


@pytest.mark.parametrize("end", ["refused", "purged"])
def test_the_name_of_a_file_that_is_gone_is_told_nowhere(sign_in: SignIn, cast: Cast, shelve: Shelve, end: str) -> None:
    file, greg, workspace = shelve(), sign_in("greg"), f"/w/{cast.workspace().public_id}"
    say(sign_in("ngozi"), file, "@Greg our limit is 2.0")
    thread = db.session.scalars(select(Thread.public_id)).one()
    pages = [f"{workspace}{rest}" for rest in ("/threads", f"/threads/{thread}", "/timeline", "")] + ["/"]
    assert "Safety case" in greg.get(pages[0]).text
    with write():
        found = db.session.get_one(File, file.id)
        found.made_by, found.refused = cast.member("maya"), end == "refused"
        if end == "purged":
            delete_file(by=cast.actor("maya"), file=found)
    if end == "purged":
        with time_machine.travel(now() + timedelta(days=31)):
            assert purge_trash() == 1
    for address in pages:
        shown = greg.get(address, follow_redirects=True)
        assert shown.status_code == 200, address
        assert "Safety case" not in shown.text, address
    assert "Comments on a file that is gone" in greg.get(pages[0]).text
    assert page(file) not in greg.get(pages[1]).text
