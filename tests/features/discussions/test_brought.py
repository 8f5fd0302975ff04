"""Files that come in the form with the words, as a browser without script sends them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.discussions.models import Post
from portal.features.library.models import File
from portal.kernel.db import db
from tests.cast import Cast
from tests.readers.search.conftest import Pen

Said = dict[str, Any]


@pytest.fixture
def place(app: Flask, cast: Cast) -> str:
    """The address of a thread of Acme's."""
    with app.test_request_context():
        made = Pen(cast).thread("Gate")
        return f"/w/{cast.workspace().public_id}/threads/{made.public_id}"


def said(**more: object) -> Said:
    return {"body": "With a drawing.", "key": "one", "upload": (io.BytesIO(b"Two posts"), "Gate.txt")} | more


def files() -> list[tuple[str, str]]:
    return [(each.name, each.audience.kind) for each in db.session.scalars(select(File))]


def test_they_stand_under_the_post_and_in_the_library(sign_in: Callable[[str], FlaskClient], place: str) -> None:
    answer = sign_in("priya").post(f"{place}/posts", data=said())
    assert answer.status_code == 303
    assert files() == [("Gate.txt", "everyone")]
    assert "Gate.txt" in sign_in("ngozi").get(place).text


def test_sent_again_they_are_there_once(sign_in: Callable[[str], FlaskClient], place: str) -> None:
    for _ in range(2):
        assert sign_in("priya").post(f"{place}/posts", data=said()).status_code == 303
    assert len(files()) == 1
    assert len(db.session.scalars(select(Post).where(Post.body == "With a drawing.")).all()) == 1


def test_a_word_to_the_team_takes_its_file_there(sign_in: Callable[[str], FlaskClient], place: str) -> None:
    assert sign_in("maya").post(f"{place}/posts", data=said(audience="team")).status_code == 303
    assert files() == [("Gate.txt", "team")]
    assert "Gate.txt" not in sign_in("priya").get(place).text


def test_a_new_thread_begins_with_them(sign_in: Callable[[str], FlaskClient], place: str) -> None:
    begun = said(title="A gate", kind="discussion", audience="everyone")
    answer = sign_in("ngozi").post(place.rpartition("/")[0], data=begun, follow_redirects=True)
    assert "Gate.txt" in answer.text


def test_who_only_reads_brings_nothing(sign_in: Callable[[str], FlaskClient], place: str) -> None:
    assert sign_in("greg").post(f"{place}/posts", data=said()).status_code == 403
    assert files() == []


def test_without_room_the_words_are_kept(app: Flask, sign_in: Callable[[str], FlaskClient], place: str) -> None:
    app.config["WORKSPACE_QUOTA_BYTES"] = 3
    answer = sign_in("priya").post(f"{place}/posts", data=said())
    assert answer.status_code == 422
    assert "With a drawing." in answer.text
    assert files() == []
