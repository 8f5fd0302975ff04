import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.library.folders import add_folder, delete_folder
from portal.features.library.models import Folder
from portal.kernel.access import Forbidden, NotFound
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry
from portal.kernel.web import Refused
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_named, file_of, place


def _make(cast: Cast, word: str, name: str, audience: str = "everyone", parent: int | None = None) -> Folder:
    with write():
        above = db.session.get_one(Folder, parent) if parent else None
        return add_folder(
            by=cast.actor(word),
            workspace=cast.workspace(),
            audience=cast.audience(audience),
            parent=above,
            name=name,
        )


def test_a_folder_holds_what_fits(app: Flask, cast: Cast, sign_in: SignIn, put: Put) -> None:
    shared, ours = _make(cast, "maya", "Technical"), _make(cast, "maya", "Pricing", "team")
    maya = sign_in("maya")
    assert file_of(put(maya, "a.txt", b"x", audience="team", folder=shared.public_id)).folder_id == shared.id
    assert put(maya, "b.txt", b"x", audience="everyone", folder=ours.public_id).status_code == 422
    assert put(sign_in("priya"), "c.txt", b"x", folder=ours.public_id).status_code == 404
    with pytest.raises(Refused):
        _make(cast, "maya", "For everyone", "everyone", ours.id)


def test_a_move_keeps_the_audience(app: Flask, cast: Cast, sign_in: SignIn, put: Put) -> None:
    shared, ours = _make(cast, "maya", "Technical"), _make(cast, "maya", "Pricing", "team")
    maya = sign_in("maya")
    file = file_of(put(maya, "a.txt", b"x"))
    move = place(cast, f"/{file.public_id}/move")
    assert maya.post(move, data={"folder": ours.public_id}).status_code == 422
    assert maya.post(move, data={"folder": shared.public_id}).status_code == 303
    assert file_named("a.txt").folder_id == shared.id
    assert file_named("a.txt").audience_id == cast.audience().id
    assert "a.txt" in sign_in("priya").get(place(cast, f"/folders/{shared.public_id}")).text


def test_deleting_tells_nothing_of_what_one_cannot_see(app: Flask, cast: Cast, sign_in: SignIn, put: Put) -> None:
    folder = _make(cast, "priya", "Ours to fill")
    put(sign_in("maya"), "Hidden.txt", b"x", audience="team", folder=folder.public_id)
    with write():
        delete_folder(by=cast.actor("priya"), folder=db.session.get_one(Folder, folder.id))
    assert file_named("Hidden.txt").folder_id is None
    moved = db.session.scalars(select(Entry.audience_id).where(Entry.kind == "file.moved")).one()
    assert moved == cast.audience("team").id


def test_a_list_counts_what_its_reader_sees(app: Flask, cast: Cast, sign_in: SignIn, put: Put) -> None:
    folder, maya, priya = _make(cast, "maya", "Technical"), sign_in("maya"), sign_in("priya")
    put(maya, "Hidden.txt", b"x", audience="team", folder=folder.public_id)
    assert "1 file<" in maya.get(place(cast)).text
    assert "1 file<" not in priya.get(place(cast)).text
    seen = file_of(put(maya, "Shown.txt", b"y", folder=folder.public_id))
    assert "2 files<" in maya.get(place(cast)).text
    assert "1 file<" in priya.get(place(cast)).text
    priya.get(place(cast, f"/{seen.public_id}"))
    listed = place(cast, f"/folders/{folder.public_id}")
    assert f'aria-label="Opened by: {cast.person("priya").name}"' in maya.get(listed).text
    assert "Opened by" not in priya.get(listed).text


def test_only_an_empty_folder_is_deleted(app: Flask, cast: Cast, sign_in: SignIn, put: Put) -> None:
    folder = _make(cast, "priya", "Plans")
    put(sign_in("priya"), "a.txt", b"x", folder=folder.public_id)
    with pytest.raises(Refused), write():
        delete_folder(by=cast.actor("priya"), folder=db.session.get_one(Folder, folder.id))
    with pytest.raises(Forbidden), write():
        delete_folder(by=cast.actor("ngozi"), folder=db.session.get_one(Folder, folder.id))


def test_pages_and_forms(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    priya = sign_in("priya")
    made = priya.post(place(cast, "/folders"), data={"name": "Site\u202e/ survey", "audience": "everyone"})
    assert made.status_code == 303
    folder = db.session.scalars(select(Folder)).one()
    assert folder.name == "Site survey"
    address = place(cast, f"/folders/{folder.public_id}")
    assert priya.post(f"{address}/rename", data={"name": "Survey"}).status_code == 303
    assert "Survey" in priya.get(address).text
    assert sign_in("ngozi").post(f"{address}/rename", data={"name": "x"}).status_code == 403
    assert sign_in("birgitte").get(address).status_code == 404
    assert priya.post(place(cast, "/folders"), data={"name": "survey", "audience": "everyone"}).status_code == 422
    assert priya.post(f"{address}/delete").status_code == 303
    assert priya.get(address).status_code == 404


def test_nobody_adds_where_they_do_not_read(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotFound):
        _make(cast, "priya", "x", "circle")
    with pytest.raises(Forbidden):
        _make(cast, "greg", "x")
