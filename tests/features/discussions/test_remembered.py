"""Posts are remembered as HTML: each reader still sees their own rights and their own token, and pages stay cheap."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.kernel.db import db
from portal.kernel.web import fragments
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.discussions.test_threads import begin

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
MOST_QUERIES = 19


def page_of(client: FlaskClient, place: str) -> str:
    return client.get(place, headers={"Accept": "text/html"}).get_data(as_text=True)


def test_each_reader_has_their_own_token_in_a_remembered_post(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    first, second = sign_in("emily"), sign_in("priya")
    with app.app_context():
        tokens = [set(TOKEN.findall(page_of(first, place)))]
    with app.app_context():
        tokens.append(set(TOKEN.findall(page_of(second, place))))
    assert [len(each) for each in tokens] == [1, 1]
    assert tokens[0].isdisjoint(tokens[1])
    assert fragments._TOKEN not in tokens[0] | tokens[1]


def test_what_one_may_do_is_not_offered_to_the_next(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi", kind="discussion")
    offered: dict[str, list[tuple[bool, bool]]] = {}
    for who in ("ngozi", "emily", "maya", "ngozi", "greg", "emily"):
        with app.app_context():
            page = page_of(sign_in(who), place)
        offered.setdefault(who, []).append(("/edit" in page, "/delete" in page))
    assert offered == {
        "ngozi": [(True, True)] * 2,
        "emily": [(False, False)] * 2,
        "maya": [(False, True)],
        "greg": [(False, False)],
    }


def test_a_changed_post_is_drawn_anew(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    author, reader = sign_in("ngozi"), sign_in("priya")
    edit = re.search(r'href="(/w/[^"]+/edit)"', page_of(author, place))
    assert edit is not None
    assert "peanut" in page_of(reader, place)
    author.post(edit.group(1), data={"body": "We run almond lines."})
    with app.app_context():
        page = page_of(reader, place)
    assert "almond" in page
    assert "peanut" not in page
    author.post(edit.group(1).replace("/edit", "/delete"))
    with app.app_context():
        assert "almond" not in page_of(reader, place)


def test_a_page_asks_as_often_for_thirty_posts_as_for_one(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "maya")
    reader, writer = sign_in("daniel"), sign_in("maya")
    with app.app_context(), counted() as few:
        page_of(reader, place)
    for number in range(29):
        assert writer.post(f"{place}/posts", data={"body": f"Reply {number}"}).status_code == 303
    with app.app_context(), counted() as many:
        page_of(reader, place)
    assert len(many) <= len(few) + 1  # one for the first post, which stands above the newest
    assert len(many) <= MOST_QUERIES


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)
