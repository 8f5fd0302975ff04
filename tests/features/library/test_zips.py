"""Several files at once: names, rights while it flows, and the end of its size."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.library import downloads
from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.services import delete_file
from portal.features.library.withdrawing import withdraw_file
from portal.kernel.access import AudienceReader
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_named, file_of, place

Names = dict[str, bytes]


def opened(data: bytes) -> Names:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.fixture
def shelf(sign_in: SignIn, put: Put, cast: Cast) -> Folder:
    """A folder of Maya's for everyone with files for everyone and for the team, and a folder in it."""
    maya = sign_in("maya")
    for name, parent in (("Technical", ""), ("Größe: 1/2", "Technical")):
        above = db.session.scalar(select(Folder.public_id).where(Folder.name == parent)) or ""
        maya.post(place(cast, "/folders"), data={"name": name, "audience": "everyone", "folder": above})
    top, below = db.session.scalars(select(Folder).order_by(Folder.id)).all()
    put(maya, "Plan.txt", b"the plan " * 1000, folder=top.public_id)
    put(maya, "Plan.txt", b"for the team", folder=top.public_id, audience="team")
    put(maya, "Maß 漢字.png", b"\x89PNG\r\n\x1a\nxyz", folder=below.public_id)
    put(maya, "Elsewhere.txt", b"elsewhere")
    return top


def test_a_folder_goes_with_what_is_below_it(shelf: Folder, sign_in: SignIn, cast: Cast) -> None:
    url = place(cast, f"/folders/{shelf.public_id}/zip")
    answer = sign_in("maya").get(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Technical.zip"')
    found = opened(answer.data)
    assert sorted(found) == ["Größe_ 1 2/Maß 漢字.png", "Plan (2).txt", "Plan.txt"]
    assert {found["Plan.txt"], found["Plan (2).txt"]} == {b"the plan " * 1000, b"for the team"}
    assert len(answer.data) < 2000  # text is made smaller
    assert sorted(opened(sign_in("priya").get(url).data)) == ["Größe_ 1 2/Maß 漢字.png", "Plan.txt"]
    everything = opened(sign_in("greg").get(place(cast, "/zip")).data)
    assert sorted(everything) == ["Elsewhere.txt", "Technical/Größe_ 1 2/Maß 漢字.png", "Technical/Plan.txt"]


def test_chosen_files_and_no_others(shelf: Folder, sign_in: SignIn, cast: Cast) -> None:
    mine, team = (
        file_named("Elsewhere.txt").public_id,
        db.session.scalars(select(File.public_id).where(File.audience_id == cast.audience("team").id)).one(),
    )
    url = place(cast, f"/zip?files={mine}&files={mine}")
    assert opened(sign_in("priya").get(url).data) == {"Elsewhere.txt": b"elsewhere"}
    assert sign_in("priya").get(f"{url}&files={team}").status_code == 404
    for who in ("birgitte", "rashid", "marcus"):
        assert sign_in(who).get(url).status_code == 404
        assert sign_in(who).get(place(cast, f"/folders/{shelf.public_id}/zip")).status_code == 404


def test_what_lies_view_only_stays_out_for_guests(shelf: Folder, sign_in: SignIn, cast: Cast) -> None:
    below = db.session.scalars(select(Folder.public_id).where(Folder.parent_id == shelf.id)).one()
    sign_in("maya").post(place(cast, f"/folders/{below}/view-only"), data={"on": "1"})
    assert len(opened(sign_in("daniel").get(place(cast, "/zip")).data)) == 4
    assert sorted(opened(sign_in("priya").get(place(cast, "/zip")).data)) == ["Elsewhere.txt", "Technical/Plan.txt"]
    named = db.session.scalars(select(File.public_id).where(File.name.startswith("Ma"))).one()
    assert sign_in("priya").get(place(cast, f"/zip?files={named}")).status_code == 422
    hashes = {who: sign_in(who).get(place(cast, f"/folders/{below}/index.csv")).text for who in ("priya", "maya")}
    sha256 = db.session.scalars(select(FileVersion.sha256).join(File).where(File.public_id == named)).one()
    assert (sha256 in hashes["priya"], sha256 in hashes["maya"]) == (False, True)
    answer = sign_in("priya").get(place(cast, "/zip"), buffered=False)
    chunks: Iterator[bytes] = iter(answer.response)  # type: ignore[arg-type]  # bytes, as we send them
    first = next(chunks)
    with write():
        db.session.get_one(Folder, shelf.id).view_only = True
    assert sorted(opened(first + b"".join(chunks))) == ["Elsewhere.txt", "Left out.txt"]
    answer.close()


def test_openings_are_told_of_each_file(shelf: Folder, sign_in: SignIn, cast: Cast) -> None:
    for who in ("daniel", "priya", "priya"):
        sign_in(who).get(place(cast, f"/folders/{shelf.public_id}/zip")).get_data()
    told = db.session.scalars(select(Entry.subject).where(Entry.kind == "file.opened")).all()
    assert len(told) == 4  # two files, each to the team and to Priya
    assert len(set(told)) == 2


def test_what_is_taken_back_before_its_turn_is_named(shelf: Folder, sign_in: SignIn, cast: Cast) -> None:
    answer = sign_in("priya").get(place(cast, f"/folders/{shelf.public_id}/zip"), buffered=False)
    chunks: Iterator[bytes] = iter(answer.response)  # type: ignore[arg-type]  # bytes, as we send them
    first = next(chunks)
    with write():
        plan = db.session.scalars(File.visible_to(cast.actor("priya")).where(File.name == "Plan.txt")).one()
        withdraw_file(by=cast.actor("maya"), file=plan, reason="Old")
    found = opened(first + b"".join(chunks))
    answer.close()
    assert sorted(found) == ["Größe_ 1 2/Maß 漢字.png", "Left out.txt"]
    assert "Plan.txt" in found["Left out.txt"].decode()
    assert sorted(opened(sign_in("priya").get(place(cast, "/zip")).data)) == [
        "Elsewhere.txt",
        "Technical/Größe_ 1 2/Maß 漢字.png",
    ]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("end", ["reader", "session", "file"])
def test_it_is_cut_when_the_right_ends(
    sign_in: SignIn, put: Put, cast: Cast, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    big = file_of(put(sign_in("maya"), "A big one.bin", b"\0" * 2_000_000))
    monkeypatch.setattr(downloads, "RECHECK", 0.0 if end == "file" else 60.0)
    priya = sign_in("priya")
    answer = priya.get(place(cast, "/zip"), buffered=False)
    chunks: Iterator[bytes] = iter(answer.response)  # type: ignore[arg-type]  # bytes, as we send them
    got = [next(chunks)]
    if end == "session":
        priya.post("/sign-out")
    with write():
        if end == "reader":
            db.session.delete(db.session.get(AudienceReader, (cast.people["priya"], cast.audience().id)))
        if end == "file":
            delete_file(by=cast.actor("maya"), file=db.session.get_one(File, big.id))
    with pytest.raises(downloads.Stopped):
        got.extend(chunks)
    answer.close()
    with pytest.raises(zipfile.BadZipFile):
        opened(b"".join(got))


def test_too_much_and_nothing(shelf: Folder, sign_in: SignIn, cast: Cast, app: Flask) -> None:
    app.config["ZIP_MAX_BYTES"] = 5000
    answer = sign_in("priya").get(place(cast, "/zip"))
    assert answer.status_code == 422
    assert "at most" in answer.text
    inner = db.session.scalars(select(Folder).where(Folder.parent_id == shelf.id)).one()
    with write():
        for file in db.session.scalars(select(File).where(File.folder_id == inner.id)):
            delete_file(by=cast.actor("maya"), file=file)
    answer = sign_in("priya").get(place(cast, f"/folders/{inner.public_id}/zip"))
    assert (answer.status_code, "nothing here" in answer.text) == (422, True)


def test_a_zip_takes_one_place(shelf: Folder, sign_in: SignIn, cast: Cast, app: Flask) -> None:
    app.extensions.pop("throughline.transfers")  # what counted the uploads
    app.config["TRANSFERS"] = 1
    ngozi, first = sign_in("ngozi"), sign_in("priya").get(place(cast, "/zip"), buffered=False)
    busy = ngozi.get(place(cast, "/zip")).status_code
    first.close()
    assert (busy, ngozi.get(place(cast, "/zip")).status_code) == (503, 200)
