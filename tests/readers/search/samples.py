"""A few documents, and an index of each implementation of the contract to put them in."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal.kernel.access import NOBODY
from portal.kernel.db import db, write
from portal.readers.search.contents import Batch, Document, Facts, Flag, Noun, group
from portal.readers.search.contract import (
    Found,
    Question,
    SearchIndex,
    Wish,
)
from portal.readers.search.engine import search_index
from portal.readers.search.postgres.shelf import clear
from portal.readers.search.postgres.tables import SHELVES
from portal.readers.search.typed import take_apart
from tests.conftest import make_app

IMPLEMENTATIONS = ("whoosh", pytest.param("postgresql", marks=pytest.mark.postgres))
MINE, HERS = 11, 12  # audiences of workspaces 1 and 2
OURS, HOUSE = frozenset({MINE}), frozenset({MINE, HERS})
NORMAL = Wish()


def thread(number: int, title: str, *, audience: int = MINE, **more: Any) -> Document:
    return Document(_facts(Noun.THREAD, number, number, audience, **more), title=title)


def post(number: int, inside: int, body: str, *, about: str = "", audience: int = MINE, **more: Any) -> Document:
    return Document(_facts(Noun.POST, number, inside, audience, **more), about=about, body=body)


def page(number: int, file: int, body: str, *, audience: int = MINE) -> Document:
    facts = Facts(Noun.PAGE, file, group(Noun.FILE, file), audience - 10, 3, audience, 50, Flag.HAS_FILE, number)
    return Document(facts, body=body)


def _facts(
    noun: Noun, number: int, inside: int, audience: int, *, author: int = 1, at: int = 0, flags: int = 0
) -> Facts:
    return Facts(noun, number, group(Noun.THREAD, inside), audience - 10, author, audience, at or number, flags, 0)


DOCUMENTS = (
    thread(1, "Robot price for Leeds"),
    post(
        10,
        1,
        "The price of the gripper is high, as all who sell machines this winter will tell",
        about="Robot price for Leeds",
        author=2,
    ),
    post(
        11,
        1,
        "Ship the gripper to Leeds, not the pallet, and send the drawings with the driver in the morning",
        about="Robot price for Leeds",
    ),
    thread(2, "Safety review", flags=Flag.QUESTION),
    post(20, 2, "A review of safety, and a gripper", about="Safety review", author=2, flags=Flag.QUESTION),
    thread(3, "Zeppelin for the other side", audience=HERS),
    post(30, 3, "A gripper for the zeppelin", about="Zeppelin for the other side", audience=HERS, author=4),
    page(1, 7, "Part PT-4711/b of the Käfer, wired to maya@northwind.example"),
    page(2, 7, "東京タワー version 2.7.4 and a gripper"),
)


@pytest.fixture(params=IMPLEMENTATIONS)
def implementation(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    """Each implementation in a portal of its own, before an index was ever built."""
    if request.param == "postgresql":
        app = request.getfixturevalue("postgres_app")
        with app.test_request_context():
            for shelf in SHELVES:
                with write() as session:
                    clear(session, shelf)
            yield search_index()
    else:
        with request.getfixturevalue("app").test_request_context():
            yield search_index()


@pytest.fixture(scope="module")
def postgres_app(postgres_world: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One for all tests of a file: what they write is in the index alone."""
    app = make_app(tmp_path_factory.mktemp("index"), postgres_world)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def index(implementation: SearchIndex) -> SearchIndex:
    """An empty index of each implementation, in use."""
    implementation.build("epoch", {}).publish()
    return implementation


@pytest.fixture
def filled(index: SearchIndex) -> SearchIndex:
    """With `DOCUMENTS` in it, written in two commits."""
    index.apply(Batch(documents=list(DOCUMENTS[:4])))
    index.apply(Batch(documents=list(DOCUMENTS[4:])))
    return index


def ask(
    index: SearchIndex,
    text: str,
    *,
    audiences: frozenset[int] = frozenset({MINE}),
    wish: Wish | None = None,
    **more: Any,
) -> Found:
    typed = take_apart(text)
    question = Question(NOBODY, audiences, tuple(typed.wanted), tuple(typed.unwanted), **more)
    with index.reading() as state:
        return state.find(question, wish or Wish())


def ids(found: Found) -> list[int]:
    return [each.best.id for each in found.proposals]


def everything(found: Found) -> list[list[tuple[int, int]]]:
    """Ids and pages of all that is proposed."""
    return [sorted((facts.id, facts.page) for facts in each.facts) for each in found.proposals]
