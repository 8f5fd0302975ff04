import io
import os
import socket
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.features.library import downloads
from portal.features.library.models import File, FileVersion, PageText, TextState
from portal.features.library.purging import purge_orphans, purge_trash
from portal.features.library.sniff import TEST_VIRUS
from portal.features.library.store import keep
from portal.kernel.access import AudienceReader
from portal.kernel.blobs import LocalBlobs, blobs
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_named, file_of, place

Work = Callable[[], int]


def _kinds(kind: str) -> list[str]:
    return list(db.session.scalars(select(Entry.kind).where(Entry.kind.startswith(kind)).order_by(Entry.id)))


def _page(file: File, rest: str = "") -> str:
    return f"/w/{file.workspace.public_id}/files/{file.public_id}{rest}"


def _get(file: File, number: int = 1) -> str:
    return _page(file, f"/versions/{number}/download")


def test_a_file_goes_in_and_comes_out(sign_in: SignIn, put: Put) -> None:
    data = b"The gripper weighs 12 kg.\n" * 50_000
    file = file_of(put(sign_in("priya"), "Gripper.txt", data))
    answer = sign_in("ngozi").get(_get(file))
    assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Gripper.txt"')
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Length"] == str(len(data))
    assert _kinds("file.uploaded") == ["file.uploaded"]


def test_without_script_the_folder_shows_it(sign_in: SignIn, put: Put, cast: Cast) -> None:
    priya = sign_in("priya")
    answer = put(priya, "Plan.txt", b"x", json=False)
    assert answer.status_code == 303
    page = priya.get(place(cast))
    assert page.status_code == 200
    assert "Plan.txt" in page.text
    assert "Plan.txt" in priya.get(_page(file_named("Plan.txt"))).text


def test_its_words_are_read(sign_in: SignIn, put: Put, work: Work) -> None:
    put(sign_in("maya"), "a.md", b"# Hygiene\n\nallergen change-over")
    work()
    version = db.session.scalars(select(FileVersion)).one()
    assert (version.text_state, version.pages) == (TextState.READ, 1)
    assert "allergen" in db.session.scalars(select(PageText.text)).one()
    assert _kinds("file.read") == ["file.read"]


def test_a_team_file_is_nothing_to_guests(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file = file_of(put(sign_in("maya"), "Pricing.txt", b"secret", audience="team"))
    priya = sign_in("priya")
    assert "Pricing" not in priya.get(place(cast)).text
    for address in (_page(file), _get(file)):
        assert priya.get(address).status_code == 404
    for deed in ("rename", "move", "copy", "delete", "restore", "versions"):
        assert priya.post(_page(file, f"/{deed}"), data={"name": "x"}).status_code == 404
    assert put(priya, "x.txt", b"x", audience="team").status_code == 404
    assert sign_in("daniel").get(_get(file)).data == b"secret"


def test_strangers_and_viewers(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file = file_of(put(sign_in("maya"), "a.txt", b"x"))
    for word in ("birgitte", "rashid", "marcus"):
        assert sign_in(word).get(_get(file)).status_code == 404
        assert put(sign_in(word), "b.txt", b"x").status_code == 404
    assert put(sign_in("greg"), "b.txt", b"x").status_code == 403
    assert sign_in("greg").get(_get(file)).status_code == 200


def test_ranges(sign_in: SignIn, put: Put) -> None:
    file = file_of(put(sign_in("maya"), "a.txt", bytes(range(32, 126))))
    maya = sign_in("maya")
    part = maya.get(_get(file), headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b'"#$', "bytes 2-4/94")
    assert maya.get(_get(file), headers={"Range": "bytes=-2"}).data == b"|}"
    assert maya.get(_get(file), headers={"Range": "bytes=90-"}).data == b"z{|}"
    beyond = maya.get(_get(file), headers={"Range": "bytes=94-"})
    assert (beyond.status_code, beyond.headers.get("Content-Range")) == (416, None)
    assert len(maya.get(_get(file), headers={"Range": "bytes=0-1", "If-Range": '"other"'}).data) == 94
    tag = maya.get(_get(file)).headers["ETag"]
    assert maya.get(_get(file), headers={"If-None-Match": tag}).status_code == 304
    assert maya.head(_get(file)).headers["Content-Length"] == "94"


def test_a_removed_member_s_download_ends(
    sign_in: SignIn, put: Put, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(put(sign_in("maya"), "big.bin", b"\0" * 2_000_000))
    monkeypatch.setattr(downloads, "RECHECK", 0.0)
    answer = sign_in("priya").get(_get(file), buffered=False)
    chunks = iter(answer.response)
    assert next(chunks)
    with write():
        reader = db.session.get(AudienceReader, (cast.people["priya"], cast.audience().id))
        db.session.delete(reader)
    with pytest.raises(downloads.Stopped):
        list(chunks)
    answer.close()


def test_a_reader_who_takes_nothing_keeps_no_place(sign_in: SignIn, put: Put) -> None:
    file = file_of(put(sign_in("maya"), "big.bin", b"words"))
    line, reader = socket.socketpair()
    with line, reader:
        assert sign_in("priya").get(_get(file), environ_overrides={"gunicorn.socket": line}).data == b"words"
        assert line.gettimeout() == downloads.STALLED
        line.settimeout(0.01)
        with pytest.raises(TimeoutError):
            line.sendall(bytes(10_000_000))  # as gunicorn does


def test_openings_are_told_to_the_vendor_and_the_opener(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file = file_of(put(sign_in("maya"), "a.txt", b"x"))
    for word in ("daniel", "priya", "priya"):
        sign_in(word).get(_get(file))
    told = db.session.execute(select(Entry.audience_id, Entry.actor).where(Entry.kind == "file.opened")).all()
    own = cast.person("priya")
    expected = {(cast.audience("team").id, cast.member("priya").public_id), (own.self_audience_id, own.alias)}
    assert set(map(tuple, told)) == expected
    assert len(told) == 2
    assert "Priya Raman" in sign_in("maya").get(place(cast)).text
    assert "Priya Raman" not in sign_in("ngozi").get(place(cast)).text


def test_versions_stay(sign_in: SignIn, put: Put) -> None:
    file = file_of(put(sign_in("maya"), "a.txt", b"one"))
    daniel = sign_in("daniel")
    answer = daniel.post(_page(file, "/versions"), data={"file": (io.BytesIO(b"two"), "b.txt")})
    assert answer.status_code == 303
    assert daniel.get(_get(file, 1)).data == b"one"
    assert daniel.get(_get(file, 2)).data == b"two"
    assert daniel.get(_get(file, 3)).status_code == 404


def test_a_second_file_of_the_same_name_gets_a_number(sign_in: SignIn, put: Put) -> None:
    maya = sign_in("maya")
    names = [file_of(put(maya, "Plan.pdf", b"%PDF-")).name for _ in range(3)]
    assert names == ["Plan.pdf", "Plan (2).pdf", "Plan (3).pdf"]
    assert file_of(put(maya, "Plan.pdf", b"x", audience="team")).name == "Plan.pdf"


def test_a_wider_copy_asks_once(sign_in: SignIn, put: Put, cast: Cast, work: Work) -> None:
    maya = sign_in("maya")
    put(maya, "Offer.txt", b"the words", audience="team")
    work()
    file = file_named("Offer.txt")
    everyone = cast.audience().public_id
    asked = maya.post(_page(file, "/copy"), data={"audience": everyone})
    assert asked.status_code == 200
    assert "Acme Foods" in asked.text
    assert db.session.query(File).count() == 1
    assert maya.post(_page(file, "/copy"), data={"audience": everyone, "sure": everyone}).status_code == 303
    copy = db.session.scalars(select(File).where(File.copied_from_id == file.id)).one()
    assert sign_in("priya").get(_get(copy)).data == b"the words"
    assert sign_in("priya").get(_get(file)).status_code == 404
    assert db.session.query(PageText).count() == 2
    assert _kinds("file.copied") == ["file.copied", "file.copied_on"]


def test_trash_and_back_and_gone(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, "a.txt", b"x"))
    sha256 = db.session.scalars(select(FileVersion.sha256)).one()
    assert sign_in("priya").post(_page(file, "/delete")).status_code == 403
    assert maya.post(_page(file, "/delete")).status_code == 303
    assert maya.get(_get(file)).status_code == 404
    assert "a.txt" in maya.get(place(cast, "/trash")).text
    assert maya.post(_page(file, "/restore")).status_code == 303
    assert maya.get(_get(file)).data == b"x"
    maya.post(_page(file, "/delete"))
    assert purge_trash() == 0
    with time_machine.travel(now() + timedelta(days=31), tick=True):
        assert purge_trash() == 1
    assert not blobs().verify(cast.workspace().public_id, sha256)
    maya.get(place(cast, "/trash"))  # takes the notice of the deletion away
    assert "a.txt" not in maya.get(place(cast, "/trash")).text


def test_purging_leaves_bytes_that_are_on_their_way_into_a_file(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    first = file_of(put(maya, "a.txt", b"same"))
    maya.post(_page(first, "/delete"))
    key = cast.workspace().public_id
    with time_machine.travel(now() + timedelta(days=31), tick=True):
        content = keep(key, "again.txt", [b"same"], limit=10)  # an upload has its bytes, and not yet its row
        store = blobs()
        if not isinstance(store, LocalBlobs):
            pytest.skip("a bucket keeps its own time")
        os.utime(store.path(key, content.sha256), (time.time(), time.time()))
        assert purge_trash() == 1
        assert blobs().verify(key, content.sha256)
    with time_machine.travel(now() + timedelta(days=33), tick=True):
        purge_orphans()
        assert not blobs().verify(key, content.sha256)


def test_fetching_all_but_the_first_byte_is_opening_too(sign_in: SignIn, put: Put) -> None:
    file = file_of(put(sign_in("maya"), "a.txt", b"words"))
    for _again in range(3):
        assert sign_in("priya").get(_get(file), headers={"Range": "bytes=1-"}).data == b"ords"
    assert _kinds("file.opened") == ["file.opened", "file.opened"]  # once: to the team, and to herself


def test_purging_keeps_bytes_another_file_has(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    first, second = file_of(put(maya, "a.txt", b"same")), file_of(put(maya, "b.txt", b"same"))
    maya.post(_page(first, "/delete"))
    maya.application.config["TRASH_DAYS"] = -1
    assert purge_trash() == 1
    assert maya.get(_get(second)).data == b"same"


@pytest.mark.parametrize(
    ("name", "data", "refused"),
    [
        ("plan.PDF", b"MZ\x90\0\x03\0\0\0" + bytes(60) + b"PE\0\0", True),
        ("photo.jpg", b"\x7fELF\x02\x01\x01\0" + bytes(60), True),
        ("setup.exe", b"MZ\x90\0\x03\0\0\0" + bytes(60) + b"PE\0\0", False),
        ("codes.txt", b"MZ is the code of Mozambique, and of programs.", False),
        ("page.png", b"<html><body>No picture</body></html>", False),
    ],
)
def test_a_program_under_the_name_of_a_document_is_refused(
    sign_in: SignIn, put: Put, name: str, data: bytes, *, refused: bool
) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, name, data))
    assert ("a program under the name of a document" in maya.get(_page(file)).text) is refused
    assert maya.get(_get(file)).status_code == (403 if refused else 200)
    assert sign_in("priya").get(_page(file)).status_code == (404 if refused else 200)


def test_a_virus_is_kept_but_never_given_out(sign_in: SignIn, put: Put) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, "virus.txt", TEST_VIRUS))
    assert maya.get(_get(file)).status_code == 403
    assert "virus" in maya.get(_page(file)).text
    assert _kinds("file.checked") == ["file.checked"]


def test_too_large_and_too_many(sign_in: SignIn, put: Put) -> None:
    maya = sign_in("maya")
    config = maya.application.config
    config["MAX_FILE_BYTES"] = 1000
    assert put(maya, "a.bin", b"\0" * 1001).status_code == 413
    assert put(maya, "a.bin", b"\0" * 1000).status_code == 201
    config["WORKSPACE_QUOTA_BYTES"] = 1500
    assert put(maya, "b.bin", b"\0" * 501).status_code == 413
    assert db.session.query(File).count() == 1


def test_all_places_taken(sign_in: SignIn, put: Put) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, "a.bin", b"\0" * 900_000))
    maya.application.config["TRANSFERS"] = 1
    maya.application.extensions.pop("throughline.transfers")
    running = maya.get(_get(file), buffered=False)
    refused = sign_in("daniel").get(_get(file), headers={"Accept": "application/json"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    running.close()
    assert sign_in("daniel").get(_get(file)).status_code == 200


def test_a_forged_upload_keeps_nothing(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    maya.application.config["WTF_CSRF_ENABLED"] = True
    assert put(maya, "a.txt", b"x").status_code == 400
    assert not list((maya.application.config["DATA_DIR"] / "blobs").glob("*/??/*"))


def test_nothing_chosen_is_refused_kindly(sign_in: SignIn, put: Put) -> None:
    answer = put(sign_in("maya"), "", b"")
    assert answer.status_code == 422
    assert answer.json is not None
    assert "Choose a file" in answer.json["error"]
