"""Openings: which are told, to whom, once an hour; the pages an hour later; nothing of staff or closed circles."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.library.models import FileVersion, Opening
from portal.features.library.opening import spans, tell_pages
from portal.features.workspaces.audiences import let_read
from portal.kernel.access import Audience
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, place


def told(kind: str = "file.opened") -> list[tuple[int, str, str]]:
    query = select(Entry.audience_id, Entry.actor, Entry.payload).where(Entry.kind == kind).order_by(Entry.id)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def page(cast: Cast, file_id: str) -> str:
    return f"{place(cast)}/{file_id}"


def with_pages(client: FlaskClient, put: Put, count: int = 9) -> str:
    """A file of so many pages."""
    file_id = file_of(put(client, "case.txt", b"words")).public_id
    with write():
        db.session.scalars(select(FileVersion)).one().pages = count
    return file_id


def test_looking_at_its_page_is_opening_it(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file_id = with_pages(sign_in("maya"), put)
    for word in ("daniel", "priya", "priya"):
        sign_in(word).get(page(cast, file_id))
    team, own = cast.audience("team"), cast.person("priya")
    assert set(told()) == {
        (team.id, cast.member("priya").public_id, '{"version":1}'),
        (own.self_audience_id, own.alias, '{"version":1}'),
    }
    assert len(told()) == 2


def test_what_a_page_fetches_by_itself_is_no_opening(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file_id, priya = with_pages(sign_in("maya"), put), sign_in("priya")
    priya.get(page(cast, file_id))
    with time_machine.travel(now() + timedelta(hours=9)):
        priya.get(page(cast, file_id), headers={"X-Purpose": "refresh"})
    assert len(told()) == 2


def test_another_version_is_another_opening(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    file_id = with_pages(maya, put)
    priya = sign_in("priya")
    priya.get(page(cast, file_id))
    with write():
        first = db.session.scalars(select(FileVersion)).one()
        db.session.add(
            FileVersion(
                file_id=first.file_id,
                number=2,
                name="b",
                sha256=first.sha256,
                size=5,
                media_type="text/plain",
                uploaded_by_id=first.uploaded_by_id,
                state="available",
            )
        )
    priya.get(f"{page(cast, file_id)}?version=2")
    assert {payload for _audience, _actor, payload in told()} == {'{"version":1}', '{"version":2}'}


def test_pages_are_told_an_hour_after_the_opening(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file_id = with_pages(sign_in("maya"), put)
    priya = sign_in("priya")
    priya.get(page(cast, file_id))
    for pages in ("1,2,3", "7,3", "99,0,x,-1"):
        assert priya.post(f"{page(cast, file_id)}/versions/1/seen", data={"pages": pages}).status_code == 204
    tell_pages()
    assert told("file.pages_seen") == []
    with time_machine.travel(now() + timedelta(hours=1, minutes=1)):
        tell_pages()
        tell_pages()
    own = cast.person("priya").self_audience_id
    assert {(audience, payload) for audience, _actor, payload in told("file.pages_seen")} == {
        (cast.audience("team").id, '{"pages":"1-3, 7","version":1}'),
        (own, '{"pages":"1-3, 7","version":1}'),
    }
    assert len(told("file.pages_seen")) == 2
    assert db.session.scalars(select(Opening)).all() == []


def test_who_opened_is_shown_to_the_team_and_ones_own_to_oneself(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file_id = with_pages(sign_in("maya"), put)
    sign_in("priya").get(page(cast, file_id))
    shown = sign_in("maya").get(page(cast, file_id)).text
    assert "Priya Raman" in shown
    assert "Not opened yet by" in shown
    own = sign_in("ngozi").get(page(cast, file_id)).text
    assert "Priya Raman" not in own
    assert "is shown to the" in own


@pytest.mark.parametrize("word", ["maya", "daniel"])
def test_staff_leave_no_trace(sign_in: SignIn, put: Put, cast: Cast, word: str) -> None:
    file_id = with_pages(sign_in("maya"), put)
    client = sign_in(word)
    client.get(page(cast, file_id))
    client.post(f"{page(cast, file_id)}/versions/1/seen", data={"pages": "1"})
    assert told() == []
    assert db.session.scalars(select(Opening)).all() == []


def test_a_closed_circle_records_nothing(sign_in: SignIn, put: Put, cast: Cast) -> None:
    with write():
        circle = cast.audience("circle")
        circle.closed = True
        let_read(by=cast.member("maya"), member=cast.member("emily"), audience=db.session.get_one(Audience, circle.id))
    file_id = file_of(put(sign_in("maya"), "a.txt", b"x", audience=circle.public_id)).public_id
    emily = sign_in("emily")
    assert "Nothing is recorded" in emily.get(page(cast, file_id)).text
    emily.get(f"{page(cast, file_id)}/versions/1/download")
    assert told() == []


def test_spans_read_as_people_write_them() -> None:
    assert spans([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert spans([]) == ""
