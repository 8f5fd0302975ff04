"""Whatever is typed, an answer comes at once and says what became of it."""

import time
from html import unescape

import pytest
from flask.testing import FlaskClient

from portal.readers.search import instant, search
from tests.cast import Cast
from tests.conftest import SignIn
from tests.readers.search.conftest import Pen, work

SIGNS = "There is no word in this"
HOSTILE = {
    "gripper " * 1250: "Only the beginning of this",
    "x" * 10_000: "Only the beginning of this",
    '"' * 5000 + "gripper": "Only the beginning of this",
    '"a "b "c "d" e" f" gripper"': "",
    "from:" * 300 + "gripper": "Only the beginning of this",
    "((((gripper OR )) AND NOT [": "",
    "gripper\x00\x01\x1b[31m\u202e": "",
    "***": SIGNS,
    "?": SIGNS,
    '""': SIGNS,
    "-": SIGNS,
    "* OR *": "stands nearly everywhere",
    "the and of": "stands nearly everywhere",
    "speed:fast gripper": "What does: from:, in:, for:, has:, type:, before:, after:.",
    "has:wings gripper": "has: knows only “file”.",
    "before:yesterdayish gripper": "is no day",
}


@pytest.fixture
def client_of_priya(pen: Pen, sign_in: SignIn) -> FlaskClient:
    pen.thread("Gripper price", "With a zeppelin")
    work()
    return sign_in("priya")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_answered_at_once(client_of_priya: FlaskClient, cast: Cast, text: str) -> None:
    for address in ("/search", "/search/palette"):  # what is made once is made
        client_of_priya.get(address, query_string={"q": "gripper"})
    began = time.process_time()
    answer = client_of_priya.get("/search", query_string={"q": text})
    palette = client_of_priya.get("/search/palette", query_string={"q": text})
    assert time.process_time() - began < 1
    assert (answer.status_code, palette.status_code) == (200, 200)
    assert HOSTILE[text] in unescape(answer.text)
    assert HOSTILE[text] in unescape(palette.text)
    found = search(cast.actor("priya"), text)
    assert found.total in (0, 1)
    assert instant(cast.actor("priya"), text) is not None


def test_why_a_hit_is_shown(client_of_priya: FlaskClient) -> None:
    page = client_of_priya.get("/search?q=zeppelin").text
    assert "Why am I seeing this?" in page
    assert "Found in what was written" in page
    assert "Found in the title" in client_of_priya.get("/search?q=price").text
    assert "Found in the name" in client_of_priya.get("/search?q=ngozi").text
    assert "Found in" not in client_of_priya.get("/search?q=type:thread").text


def test_every_operator_is_explained_beside_the_box(client_of_priya: FlaskClient) -> None:
    for address in ("/search", "/search?q=gripper", "/search?q=nothinglikethis"):
        page = client_of_priya.get(address).text
        for name in ("from:", "in:", "for:", "has:", "type:", "before:", "after:", "-word"):
            assert f"<code>{name}" in page, (address, name)
