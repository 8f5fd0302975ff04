"""Comments bound to a place on a page: numbered once for ever, for whoever reads the file."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.discussions.models import Post
from portal.features.discussions.services import delete_post
from portal.features.library.models import File
from portal.features.library.services import add_version
from portal.features.library.store import keep
from portal.kernel.db import db, write
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of
from tests.features.library.test_previews import CASE, at

HERE = {"version": "1", "page": "1", "x": "0.25", "y": "0.5"}


@pytest.fixture
def case(sign_in: SignIn, put: Put) -> File:
    return file_of(put(sign_in("maya"), "Case.pdf", CASE))


def say(client: FlaskClient, file: File, body: str, **more: str) -> int:
    return client.post(at(file, page=True) + "/comments", data={"body": body} | more).status_code


def test_numbers_stand_on_their_page_and_beside_their_comment(sign_in: SignIn, cast: Cast, case: File) -> None:
    ngozi, page = sign_in("ngozi"), at(case, page=True)
    for words in ("Our limit is 2.0", "Gone soon", "Which cup?"):
        assert say(ngozi, case, words, **HERE) == 303
    assert say(ngozi, case, "All of it", version="1") == 303
    first, second, third = db.session.scalars(select(Post).order_by(Post.number)).all()[:3]
    assert (first.about_page, first.about_x, first.about_y) == (1, 0.25, 0.5)
    with write():
        delete_post(by=cast.member("ngozi"), post=second)
    for who in ("priya", "maya"):
        shown = sign_in(who).get(page).text
        assert (f'id="mark-{first.public_id}"' in shown, f'id="mark-{second.public_id}"' in shown) == (True, False)
        assert 'x="25.0%" y="50.0%"' in shown
        assert f'aria-label="Comment 3 by {cast.person("ngozi").name}"' in shown
        assert "At number 3 on page 1 of version 1" in shown
    thread = sign_in("priya").get(f"/w/{case.workspace.public_id}/threads/{third.thread.public_id}").text
    assert "At number 3 on page 1 of version 1" in thread


def test_an_old_version_keeps_its_own(sign_in: SignIn, cast: Cast, case: File) -> None:
    assert say(sign_in("ngozi"), case, "Here", **HERE) == 303
    content = keep(case.workspace.public_id, "Case.pdf", [CASE], limit=10**6)
    with write():
        add_version(by=cast.actor("maya"), file=db.session.get_one(File, case.id), content=content)
    post = db.session.scalars(select(Post.public_id)).one()
    page, priya = at(case, page=True), sign_in("priya")
    mark = f'id="mark-{post}"'
    assert (mark in priya.get(page).text, mark in priya.get(f"{page}?version=1").text) == (False, True)


@pytest.mark.parametrize("typed", [("nan", "0.5"), ("1.5", "0.5"), ("-0.1", "0"), ("0.5", ""), ("1e-3", "0"), ("", "")])
def test_what_is_no_place_is_left_out(sign_in: SignIn, case: File, typed: tuple[str, str]) -> None:
    assert say(sign_in("ngozi"), case, "x", **(HERE | {"x": typed[0], "y": typed[1]})) == 303
    assert db.session.scalars(select(Post.about_x)).one() is None


def test_a_place_needs_a_page_that_is_there(sign_in: SignIn, case: File) -> None:
    assert say(sign_in("ngozi"), case, "x", **(HERE | {"page": "900"})) == 422
    assert say(sign_in("ngozi"), case, "x", version="1", x="0", y="1") == 303
    assert db.session.scalars(select(Post.about_page)).one() == 1
