"""View-only folders: what a guest is refused, what stays for staff, and no way out of such a folder."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.library.folders import delete_folder
from portal.features.library.models import File, FileVersion, Folder
from portal.kernel.access import AudienceReader
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, place


def folder(client: FlaskClient, cast: Cast, name: str, parent: str = "") -> str:
    said = {"name": name, "audience": cast.audience().public_id, "folder": parent}
    return client.post(place(cast, "/folders"), data=said).location.rpartition("/")[2]


def closed(client: FlaskClient, cast: Cast, folder_id: str, **said: str) -> int:
    return client.post(place(cast, f"/folders/{folder_id}/view-only"), data=said).status_code


@pytest.fixture
def room(sign_in: SignIn, put: Put, cast: Cast) -> tuple[str, str]:
    """A view-only folder with a folder below it, and a file of Maya's in that."""
    maya = sign_in("maya")
    above = folder(maya, cast, "Data room")
    below = folder(maya, cast, "Contracts", above)
    file = file_of(put(maya, "price.txt", b"Forty two thousand", folder=below))
    assert closed(maya, cast, above, on="1") == 303
    return above, file.public_id


def test_a_guest_gets_neither_bytes_nor_words_nor_hash(
    sign_in: SignIn, cast: Cast, room: tuple[str, str], work: object
) -> None:
    file_id = room[1]
    assert callable(work)
    work()
    sha256 = db.session.scalars(select(FileVersion)).one().sha256
    priya = sign_in("priya")
    assert priya.get(place(cast, f"/{file_id}/versions/1/download")).status_code == 403
    shown = priya.get(place(cast, f"/{file_id}?page=1&find=thousand"))
    assert shown.status_code == 200
    assert "Forty two thousand" not in shown.text
    assert "/versions/1/download" not in shown.text
    assert "View-only for guests" in shown.text
    assert priya.get(place(cast, f"/{file_id}/versions/compare")).status_code == 403
    since = priya.get(f"/since?audience={cast.audience().public_id}:0", headers={"Accept": "application/json"})
    assert file_id in since.text
    for answer in (shown, since):
        assert sha256 not in answer.text
        assert sha256 not in str(answer.headers)


def test_staff_get_it_and_see_what_guests_get(sign_in: SignIn, cast: Cast, room: tuple[str, str]) -> None:
    maya = sign_in("maya")
    assert maya.get(place(cast, f"/{room[1]}/versions/1/download")).data == b"Forty two thousand"
    assert closed(maya, cast, room[0]) == 303
    assert sign_in("priya").get(place(cast, f"/{room[1]}/versions/1/download")).status_code == 200


def test_it_is_told_once(sign_in: SignIn, cast: Cast, room: tuple[str, str]) -> None:
    assert closed(sign_in("maya"), cast, room[0], on="1") == 303
    told = db.session.scalars(select(Entry.payload).where(Entry.kind == "folder.view_only")).all()
    assert told == ['{"copies":false,"on":true}']


@pytest.mark.parametrize(("word", "status"), [("priya", 403), ("greg", 403), ("birgitte", 404), ("marcus", 404)])
def test_guests_neither_begin_nor_end_it(
    sign_in: SignIn, cast: Cast, room: tuple[str, str], word: str, status: int
) -> None:
    assert closed(sign_in(word), cast, room[0]) == status
    assert db.session.scalars(select(Folder.view_only).where(Folder.public_id == room[0])).one()


def test_a_guest_takes_nothing_out(sign_in: SignIn, put: Put, cast: Cast, room: tuple[str, str]) -> None:
    priya = sign_in("priya")
    own = file_of(put(priya, "ours.txt", b"Ours", folder=room[0])).public_id
    put_again = {"folder": "", "audience": cast.audience().public_id}
    for way in ("move", "copy"):
        answer = priya.post(place(cast, f"/{own}/{way}"), data=put_again, follow_redirects=True)
        assert "view-only" in answer.text
    assert db.session.scalars(select(File).where(File.public_id == own)).one().folder is not None
    assert db.session.scalars(select(File).where(File.name == "ours.txt")).all() != []


def test_what_the_deleter_cannot_see_stays_closed(sign_in: SignIn, put: Put, cast: Cast, room: tuple[str, str]) -> None:
    circle = cast.audience("circle")
    hidden = file_of(put(sign_in("maya"), "law.txt", b"Law", folder=room[0], audience=circle.public_id)).public_id
    found = db.session.scalars(select(Folder).where(Folder.public_id == room[0])).one()
    with write():
        for each in db.session.scalars(select(File).where(File.name == "price.txt")).unique():
            each.folder = None
        db.session.delete(db.session.get_one(AudienceReader, (cast.people["maya"], circle.id)))
    with write():
        below = db.session.scalars(select(Folder).where(Folder.parent_id == found.id)).unique().all()
        for each_folder in below:
            delete_folder(by=cast.actor("maya"), folder=each_folder)
        delete_folder(by=cast.actor("maya"), folder=found)
    assert sign_in("emily").get(place(cast, f"/{hidden}/versions/1/download")).status_code == 403
