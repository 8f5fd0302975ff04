"""View-only folders: what a guest is refused, what stays for staff, and no way out of such a folder."""

import io

import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.features.library.folders import delete_folder, path_of
from portal.features.library.marking.pdf import picture_pdf
from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.services import delete_file
from portal.kernel.access import AudienceReader
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_named, file_of, place
from tests.features.library.speaking_tus import DATA, HALF, create, patch


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


def emptied(cast: Cast, folder_id: str) -> None:
    """Maya deletes the folder and all below it, once nothing that lives is in them."""
    found = db.session.scalars(select(Folder).where(Folder.public_id == folder_id)).one()
    for below in db.session.scalars(select(Folder).where(Folder.parent_id == found.id)).unique().all():
        emptied(cast, below.public_id)
    with write():
        delete_folder(by=cast.actor("maya"), folder=found)


@pytest.mark.parametrize("copies", ["", "1"])
def test_what_comes_back_when_its_view_only_folder_is_gone_stays_closed(
    sign_in: SignIn, put: Put, cast: Cast, room: tuple[str, str], copies: str
) -> None:
    maya, priya = sign_in("maya"), sign_in("priya")
    closed(maya, cast, room[0], on="1", **({"copies": "1"} if copies else {}))
    ours = file_of(put(priya, "ours.txt", b"Ours", folder=room[0])).public_id
    for client, file_id in ((maya, room[1]), (priya, ours)):
        assert client.post(place(cast, f"/{file_id}/delete")).status_code == 303
    emptied(cast, room[0])
    folder(maya, cast, "data room")  # an open one of that name was made meanwhile
    for client, file_id in ((maya, room[1]), (priya, ours)):
        assert client.post(place(cast, f"/{file_id}/restore")).status_code == 303
        assert priya.get(place(cast, f"/{file_id}/versions/1/download")).status_code == 403
    where = {
        each.folder for each in db.session.scalars(select(File).where(File.public_id.in_([room[1], ours]))).unique()
    }
    assert [(each.name, each.view_only, each.marked_copies) for each in where if each] == [
        ("Data room (2)", True, bool(copies))
    ]


def test_what_comes_back_lies_in_the_nearest_folder_that_lives(
    sign_in: SignIn, cast: Cast, room: tuple[str, str]
) -> None:
    maya = sign_in("maya")
    assert maya.post(place(cast, f"/{room[1]}/delete")).status_code == 303
    below = db.session.scalars(select(Folder).where(Folder.name == "Contracts")).one()
    assert maya.post(place(cast, f"/folders/{below.public_id}/delete")).status_code == 303
    assert maya.post(place(cast, f"/{room[1]}/restore")).status_code == 303
    found = db.session.scalars(select(File).where(File.public_id == room[1])).one().folder
    assert found is not None
    assert found.public_id == room[0]
    assert sign_in("priya").get(place(cast, f"/{room[1]}/versions/1/download")).status_code == 403


def test_an_upload_under_way_ends_as_closed_as_its_folder_was(
    sign_in: SignIn, cast: Cast, room: tuple[str, str]
) -> None:
    ngozi, priya = sign_in("ngozi"), sign_in("priya")
    url = create(ngozi, cast, folder=room[0], path="Plans/Gripper.txt")
    patch(ngozi, url, DATA[:HALF], 0)
    with write():
        file = db.session.scalars(select(File).where(File.public_id == room[1])).one()
        delete_file(by=cast.actor("maya"), file=file)
    emptied(cast, room[0])
    assert patch(ngozi, url, DATA[HALF:], HALF).status_code == 204
    made = file_named("Gripper.txt")
    assert priya.get(place(cast, f"/{made.public_id}/versions/1/download")).status_code == 403
    assert [each.name for each in path_of(made.folder)] == ["Data room", "Plans"]


def darkest(picture: Image.Image) -> int:
    return min(picture.convert("L").tobytes())


def drawing(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("L")


@pytest.fixture
def paper(sign_in: SignIn, put: Put, cast: Cast) -> tuple[str, str]:
    """A view-only folder, and a PDF of two empty pages in it."""
    maya = sign_in("maya")
    folder_id = folder(maya, cast, "Data room")
    file = file_of(put(maya, "offer.pdf", two_pages(), folder=folder_id))
    assert closed(maya, cast, folder_id, on="1") == 303
    return folder_id, file.public_id


def two_pages() -> bytes:
    blank = io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(blank, "JPEG")
    return b"".join(picture_pdf([(blank.getvalue(), (620, 877))] * 2))


def test_a_guest_sees_pages_with_the_guest_s_name_over_all_of_them(
    sign_in: SignIn, cast: Cast, paper: tuple[str, str]
) -> None:
    address = place(cast, f"/{paper[1]}/versions/1/pages/1.webp?width=800")
    bare, marked = sign_in("maya").get(address), sign_in("priya").get(address)
    assert darkest(drawing(bare.data)) == 255
    picture = drawing(marked.data)
    assert picture.size == drawing(bare.data).size
    side = picture.width // 2
    for left in (0, side):  # there is ink in every quarter of the page
        for top in (0, side, picture.height - side):
            assert darkest(picture.crop((left, top, left + side, top + side))) < 215
    assert marked.headers["Cache-Control"] == "no-store"
    assert "ETag" not in marked.headers
    emily = sign_in("emily").get(address)
    assert emily.data != marked.data


def test_what_a_guest_is_shown_has_no_words(sign_in: SignIn, cast: Cast, paper: tuple[str, str]) -> None:
    priya = sign_in("priya")
    page_ = priya.get(place(cast, f"/{paper[1]}"))
    assert "/pages/1.webp" in page_.text
    for rest in ("pages/1/words", "find?q=offer", "download"):
        assert priya.get(place(cast, f"/{paper[1]}/versions/1/{rest}")).status_code == 403, rest


def test_a_copy_with_a_mark_is_pictures_alone(sign_in: SignIn, cast: Cast, paper: tuple[str, str]) -> None:
    address = place(cast, f"/{paper[1]}/versions/1/download")
    assert closed(sign_in("maya"), cast, paper[0], on="1", copies="1") == 303
    copy = sign_in("priya").get(address)
    assert copy.status_code == 200
    document = pypdfium2.PdfDocument(copy.data)
    assert len(document) == 2
    for index in range(2):
        assert document[index].get_textpage().get_text_range() == ""
        assert darkest(document[index].render(scale=1).to_pil()) < 215
    assert copy.data != sign_in("maya").get(address).data
    kinds = db.session.scalars(select(Entry.kind).where(Entry.kind == "file.opened")).all()
    assert len(kinds) == 2  # a download is an opening: told to the team and to Priya


def test_other_files_are_not_shown_to_guests_there(sign_in: SignIn, cast: Cast, room: tuple[str, str]) -> None:
    shown = sign_in("priya").get(place(cast, f"/{room[1]}")).text
    assert "Its folder is view-only." in shown
    assert "Forty two thousand" not in shown
