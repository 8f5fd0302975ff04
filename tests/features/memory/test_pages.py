"""Marks in the browser: set on a post, seen where they may be, ended, and listed in the register."""

import re

import pytest
from flask.testing import FlaskClient

from portal.features.workspaces.services import archive
from portal.kernel.db import write
from tests.cast import Cast
from tests.conftest import SignIn

STREAM = {"Accept": "text/vnd.turbo-stream.html"}


@pytest.fixture
def post(sign_in: SignIn, cast: Cast) -> str:
    """The address of a post of Ngozi's in a thread for everyone."""
    started = sign_in("ngozi").post(
        f"/w/{cast.workspace().public_id}/threads",
        data={"title": "Audit", "kind": "question", "audience": "everyone", "body": "The <b>audit</b> is in March."},
    )
    found = re.search(r'id="post-(\w+)"', sign_in("ngozi").get(started.location).text)
    assert found is not None
    return f"/w/{cast.workspace().public_id}/posts/{found.group(1)}"


def thread(client: FlaskClient, post: str) -> str:
    return client.get(post, follow_redirects=True).text


def mark_at(client: FlaskClient, post: str) -> str:
    """The address of the mark on a post."""
    found = re.search(r'href="(/w/\w+/marks/\w+)"', thread(client, post))
    assert found is not None
    return found.group(1)


def test_a_commitment_from_post_to_register_and_back(sign_in: SignIn, cast: Cast, post: str) -> None:
    maya, priya = sign_in("maya"), sign_in("priya")
    asked = maya.get(f"{post}/mark/commitment").text
    assert "Dr Ngozi Adeyemi-Okonkwo, Acme Foods" in asked
    assert "The &lt;b&gt;audit&lt;/b&gt; is in March." in asked
    daniel = cast.member("daniel").public_id
    assert maya.post(f"{post}/mark/commitment", data={"holder": daniel, "due": "2020-02-03"}).status_code == 303
    seen, register = thread(priya, post), priya.get(f"/w/{cast.workspace().public_id}/register").text
    for page in (seen, register, priya.get("/register").text):
        assert "Daniel Okafor, was due Mon 3 Feb 2020" in page
        assert "days late" in page
    assert "Mark as kept" not in seen  # it is neither hers nor the team's
    assert "Mark as kept" in thread(sign_in("daniel"), post)
    mark = mark_at(maya, post)
    moved = {"holder": daniel, "due": "2030-02-04", "reason": "The lab was <closed>"}
    assert maya.post(mark, data=moved).status_code == 303
    assert "The lab was &lt;closed&gt;" in priya.get(mark).text
    assert maya.post(f"{mark}/kept", data={"from": "post"}).location == post
    assert maya.post(f"{mark}/kept").status_code == 422
    assert "Kept, said Maya Lindqvist" in thread(priya, post)
    ended = priya.get(f"/w/{cast.workspace().public_id}/register?state=ended&show=commitments").text
    assert "Kept, said Maya Lindqvist" in ended


def test_what_the_team_notes_is_on_no_page_of_a_customer(sign_in: SignIn, cast: Cast, post: str) -> None:
    maya, ngozi = sign_in("maya"), sign_in("ngozi")
    assert maya.post(f"{post}/mark/objection").status_code == 303  # where staff start
    mark = mark_at(maya, post)
    assert "Our team only" in maya.get(mark).text
    workspace = f"/w/{cast.workspace().public_id}"
    pages = (f"{workspace}/register", f"{workspace}/register.csv", "/register", f"{workspace}/timeline")
    for page in pages:
        assert "bjection" in maya.get(page).text.replace('<option value="objections">Objections', "")
        assert "noted" not in ngozi.get(page).text.casefold()
        assert mark not in ngozi.get(page).text
    assert ",Our team only," in maya.get(f"{workspace}/register.csv").text
    assert mark not in thread(ngozi, post)
    assert ngozi.get(mark).status_code == 404
    assert ngozi.post(f"{mark}/answered").status_code == 404


def test_open_pages_hear_of_a_mark(sign_in: SignIn, cast: Cast, post: str) -> None:
    maya, everyone, team = sign_in("maya"), cast.audience().public_id, cast.audience("team").public_id
    place = maya.get(post).location.partition("?")[0].rpartition("/")[2]
    asked = f"/since?audience={everyone}:{cast.audience().head_seq}&audience={team}:0&thread={place}"
    maya.post(f"{post}/mark/risk")
    assert "Our team only" in maya.get(asked, headers=STREAM).text
    assert "article" not in sign_in("ngozi").get(asked, headers=STREAM).text


def test_wrong_answers_are_said_and_lose_nothing(sign_in: SignIn, cast: Cast, post: str) -> None:
    maya, priya = sign_in("maya"), sign_in("priya")
    answer = maya.post(f"{post}/mark/commitment", data={"holder": "nobody", "due": "2030-02-04"})
    assert answer.status_code == 422
    assert "Choose somebody who can read it." in answer.text
    assert 'value="2030-02-04"' in answer.text
    assert maya.post(f"{post}/mark/commitment", data={"due": "soon"}).status_code == 422
    assert priya.post(f"{post}/mark/decision").status_code == 303
    again = priya.post(f"{post}/mark/decision")
    assert again.status_code == 422
    assert "This post is marked so already." in again.text


def test_the_table_is_harmless_and_says_where_it_stands(sign_in: SignIn, cast: Cast, post: str) -> None:
    ngozi = sign_in("ngozi")
    sums = ngozi.post(f"{post}/edit", data={"body": "=HYPERLINK(1)"})
    assert sums.status_code == 303
    assert ngozi.post(f"{post}/mark/decision").status_code == 303
    table = ngozi.get(f"/w/{cast.workspace().public_id}/register.csv?show=decisions")
    assert table.mimetype == "text/csv"
    assert ",'=HYPERLINK(1)," in table.text
    assert "http://" in table.text
    assert "Audit" not in table.text  # a question is another section


def test_in_an_archived_workspace_nothing_is_marked(sign_in: SignIn, cast: Cast, post: str) -> None:
    maya = sign_in("maya")
    maya.post(f"{post}/mark/risk")
    mark = mark_at(maya, post)
    with write():
        archive(by=cast.member("maya"))
    assert maya.post(f"{post}/mark/objection").status_code == 403
    shown = maya.get(mark).text
    assert "The &lt;b&gt;audit" in shown
    assert "It has passed" not in shown
    assert mark not in maya.get("/register").text
