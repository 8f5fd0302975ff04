"""`/since`: what was missed, for whoever may read it now, whatever is asked."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.features.discussions import services
from portal.features.discussions.models import Post, Thread
from portal.features.workspaces.services import remove_member
from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry, Installation
from portal.readers.realtime.presence import Presence
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.discussions.test_threads import begin

JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html"}
STREAM = {"Accept": "text/vnd.turbo-stream.html"}


def newest() -> Post:
    return db.session.scalars(select(Post).order_by(Post.id.desc())).first() or Post()


def told(client: FlaskClient, url: str) -> dict[str, Any]:
    """The answer for programs."""
    answer = client.get(url, headers=JSON)
    assert answer.json is not None
    return dict(answer.json)


def many(cast: Cast, count: int) -> Audience:
    """That many entries for Acme's Everyone."""
    thread = db.session.scalars(select(Thread)).one()
    words = services.Words(body="Words", html=newest().html)  # type: ignore[arg-type]  # rendered already
    with write():
        for _each in range(count):
            services.post(by=cast.member("maya"), thread=thread, words=words)
    return cast.audience()


def test_more_than_a_page_comes_in_several_answers(sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "ngozi")
    audience, client = many(cast, 430), sign_in("priya")
    seen, at, answers = [], 0, 0
    while at < audience.head_seq:
        answer = told(client, f"/since?audience={audience.public_id}:{at}")
        seen += [entry["seq"] for entry in answer["entries"]]
        at, answers = answer["heads"][audience.public_id], answers + 1
    assert seen == list(range(1, audience.head_seq + 1))
    assert answers == 3


@pytest.mark.parametrize(
    "query",
    [
        "",
        "audience=",
        "audience=:",
        "audience=nobody:1",
        "audience={id}",
        "audience={id}:",
        "audience={id}:-5",
        "audience={id}:1.5",
        "audience={id}:99999999999999999999999999",
        "audience={id}:٣",
        "audience={id}:²",
        "audience={id}:1e3",
        "audience={id}:1&audience={id}:0&audience={id}:x",
        "audience={id}%00:1",
        "audience=%ff%fe:1",
        "thread=../../x&audience={id}:0",
        "thread=%00&audience={id}:0",
    ],
)
@pytest.mark.parametrize("accept", [JSON, STREAM])
def test_absurd_questions_get_a_calm_answer(sign_in: SignIn, cast: Cast, query: str, accept: dict[str, str]) -> None:
    begin(sign_in, cast, "ngozi")
    answer = sign_in("priya").get("/since?" + query.replace("{id}", cast.audience().public_id), headers=accept)
    assert answer.status_code == 200


def test_a_number_ahead_of_the_ledger_gives_nothing_and_stays(sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "ngozi")
    asked = f"{cast.audience().public_id}:999999"
    answer = told(sign_in("priya"), f"/since?audience={asked}")
    assert answer["entries"] == []
    assert answer["heads"] == {cast.audience().public_id: 999999}


def test_very_many_audiences_are_cut_off(sign_in: SignIn, cast: Cast) -> None:
    query = "&".join(f"audience={'a' * 16}:{number}" for number in range(1000))
    assert sign_in("priya").get(f"/since?{query}", headers=JSON).status_code == 200


def test_rights_are_asked_each_time(sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "maya", "team", title="Price")
    begin(sign_in, cast, "ngozi")
    everyone, team = cast.audience().public_id, cast.audience("team").public_id
    client, asked = sign_in("ngozi"), f"/since?audience={everyone}:0&audience={team}:0"
    answer = told(client, asked)
    assert set(answer["heads"]) == {everyone}
    assert answer["gone"] == [team]
    assert {entry["audience"] for entry in answer["entries"]} == {everyone}
    with write():
        remove_member(by=cast.member("maya"), member=cast.member("ngozi"))
    answer = told(client, asked)
    assert (answer["heads"], answer["entries"]) == ({}, [])
    assert answer["gone"] == sorted([everyone, team])


def test_a_deleted_post_comes_as_its_line_alone(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi", body="Secret recipe.")
    post, thread = newest(), place.rpartition("/")[2]
    sign_in("ngozi").post(f"/w/{cast.workspace().public_id}/posts/{post.public_id}/delete")
    asked = f"/since?audience={cast.audience().public_id}:0&thread={thread}"
    page = sign_in("priya").get(asked, headers=STREAM)
    assert "deleted this post" in page.text
    assert "Secret" not in page.text
    assert "Secret" not in sign_in("priya").get(asked, headers=JSON).text


def test_fragments_of_a_thread_one_cannot_read_are_none(sign_in: SignIn, cast: Cast) -> None:
    thread = begin(sign_in, cast, "maya", "team", title="Price", body="Margin").rpartition("/")[2]
    for asked in (cast.audience("team").public_id, cast.audience().public_id):
        answer = sign_in("priya").get(f"/since?audience={asked}:0&thread={thread}", headers=STREAM)
        assert "Margin" not in answer.text


def test_entries_name_no_person_and_carry_no_words(sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "ngozi", title="A title", body="Some words")
    answer = sign_in("priya").get(f"/since?audience={cast.audience().public_id}:0", headers=JSON)
    for word in ("Some words", "A title", "Ngozi", "ngozi@", cast.person("ngozi").public_id):
        assert word not in answer.text


def test_a_restored_backup_shows_in_every_answer(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    begin(sign_in, cast, "ngozi")
    client, asked = sign_in("priya"), f"/since?audience={cast.audience().public_id}:0"
    before = told(client, asked)["epoch"]
    assert before
    with write() as session:
        session.execute(update(Installation).values(ledger_epoch="another"))
    assert told(client, asked)["epoch"] == "another"
    assert client.get(asked, headers=STREAM).headers["X-Ledger-Epoch"] == "another"
    assert told(client, "/heads")["epoch"] == "another"
    assert 'data-live-epoch="another"' in client.get("/profile", headers=PAGE).text


def test_through_a_customer_s_eyes_no_page_is_live(sign_in: SignIn, cast: Cast) -> None:
    place = begin(sign_in, cast, "ngozi")
    client, workspace = sign_in("maya"), cast.workspace().public_id
    assert "data-live-heads" in client.get(place, headers=PAGE).text
    client.post(f"/w/{workspace}/view-as", data={"member": cast.member("priya").public_id})
    assert "data-live-heads" not in client.get(place, headers=PAGE).text
    entries = db.session.query(Entry).count()
    assert client.post(f"{place}/posts", data={"body": "x"}).status_code == 403
    assert db.session.query(Entry).count() == entries


def test_people_are_here_once_and_go_with_their_last_tab() -> None:
    presence, maya, birgitte = Presence(), {"id": "m", "name": "Maya"}, {"id": "b", "name": "Birgitte"}
    presence.arrive("tab1", "acme", "aud", maya)
    assert presence.arrive("tab2", "acme", "aud", maya) == [maya]
    assert presence.arrive("tab3", "halden", "aud2", birgitte) == [birgitte]
    assert presence.leave("tab1") == [(("acme", "aud"), [maya])]
    assert presence.leave("tab2") == [(("acme", "aud"), [])]
    assert presence.leave("tab2") == []
