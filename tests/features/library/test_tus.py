"""Resumable uploads, as any tus client speaks them."""

import hashlib
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.tus.models import Upload
from portal.features.library.tus.stage import folder, stage_of
from portal.features.library.tus.sweeping import end_whole, sweep
from portal.features.workspaces.services import remove_member
from portal.kernel.blobs import blobs
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import file_named

DATA = b"The gripper weighs 12 kg.\n" * 1000
HALF = 10_000


def base(cast: Cast) -> str:
    return f"/w/{cast.workspace().public_id}/uploads"


def told(**words: str) -> str:
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in words.items())


def speak(client: FlaskClient, method: str, url: str, data: bytes | None = None, /, **headers: Any) -> TestResponse:
    said = {key.replace("_", "-"): str(value) for key, value in headers.items()}
    kind = "application/offset+octet-stream" if data is not None else None
    return client.open(url, method=method, data=data, content_type=kind, headers={"Tus-Resumable": "1.0.0"} | said)


def create(client: FlaskClient, cast: Cast, size: int = len(DATA), *, name: str = "Gripper.txt", **words: str) -> str:
    where = {"audience": "everyone"} if "file" not in words else {}
    answer = speak(client, "POST", base(cast), Upload_Length=size, Upload_Metadata=told(filename=name, **where | words))
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def patch(client: FlaskClient, url: str, data: bytes, offset: int, **headers: str) -> TestResponse:
    return speak(client, "PATCH", url, data, Upload_Offset=offset, **headers)


def offset_at(client: FlaskClient, url: str) -> int:
    answer = speak(client, "HEAD", url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def stored(version: FileVersion) -> bytes:
    return b"".join(blobs().read(version.file.workspace.public_id, version.sha256))


def files() -> int:
    return db.session.scalar(select(func.count(File.id))) or 0


def staged() -> list[str]:
    return [path.name for path in folder().iterdir()]


def test_it_says_what_it_can(sign_in: SignIn, cast: Cast) -> None:
    answer = sign_in("priya").options(base(cast))
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        *("creation", "creation-with-upload", "termination", "checksum", "expiration", "concatenation")
    }
    assert set(answer.headers["Tus-Checksum-Algorithm"].split(",")) == {"sha1", "sha256", "md5"}
    assert int(answer.headers["Tus-Max-Size"]) == 10 * 1024**3


def test_a_file_comes_in_pieces(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    assert offset_at(priya, url) == 0
    first = patch(priya, url, DATA[:HALF], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(HALF))
    assert "Upload-Expires" in first.headers
    assert files() == 0  # nobody sees it before it is whole
    assert offset_at(priya, url) == HALF
    last = patch(priya, url, DATA[HALF:], HALF)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(DATA)))
    file = file_named("Gripper.txt")
    assert stored(file.versions[0]) == DATA
    assert file.versions[0].uploaded_by_id == cast.member("priya").id
    assert staged() == []
    said = priya.get(url).json
    assert said is not None
    assert (said["state"], said["files"][0]["id"]) == ("done", file.public_id)


def test_the_last_request_sent_again_makes_no_second_file(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA, 0)
    assert patch(priya, url, DATA, 0).status_code == 409  # its answer was lost: look where it stands
    assert offset_at(priya, url) == len(DATA)
    assert patch(priya, url, b"", len(DATA)).status_code == 204
    assert files() == 1
    assert staged() == []


def test_beginning_again_with_the_same_key_begins_nothing_twice(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    said = {"Upload_Length": 10, "Upload_Metadata": told(filename="a.txt", audience="everyone")}
    places = {speak(priya, "POST", base(cast), Idempotency_Key="k1", **said).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert db.session.scalar(select(func.count(Upload.id))) == 1


def test_the_first_bytes_may_come_at_once(sign_in: SignIn, cast: Cast) -> None:
    priya, meta = sign_in("priya"), told(filename="a.txt", audience="everyone")
    half = speak(priya, "POST", base(cast), DATA[:HALF], Upload_Length=len(DATA), Upload_Metadata=meta)
    assert (half.status_code, half.headers["Upload-Offset"]) == (201, str(HALF))
    whole = speak(priya, "POST", base(cast), DATA, Upload_Length=len(DATA), Upload_Metadata=meta)
    assert whole.headers["Upload-Offset"] == str(len(DATA))
    empty = speak(priya, "POST", base(cast), Upload_Length=0, Upload_Metadata=told(filename="e", audience="everyone"))
    assert empty.status_code == 201
    assert files() == 2


BAD_BEGINNINGS: list[tuple[dict[str, str], int]] = [
    ({"Tus-Resumable": "0.2.2"}, 412),
    ({"Upload-Length": "ten"}, 400),
    ({"Upload-Length": "-1"}, 400),
    ({"Upload-Length": "9" * 30}, 400),
    ({"Upload-Metadata": "filename ***"}, 400),
    ({"Upload-Metadata": ""}, 422),
    ({"Upload-Metadata": told(audience="nobody")}, 404),
    ({"Upload-Metadata": told(audience="team")}, 404),
    ({"Upload-Metadata": told(audience="everyone", folder="0123456789abcdef")}, 404),
    ({"Upload-Metadata": told(audience="everyone", path="a/" * 30 + "b.txt")}, 422),
    ({"Upload-Concat": "final;"}, 400),
    ({"Upload-Concat": "final;/w/x/uploads/0123456789abcdef"}, 404),
    ({"Upload-Length": str(11 * 1024**3)}, 413),
]
BAD_PIECES: list[tuple[bytes, dict[str, str], int]] = [
    (b"abc", {"Upload-Offset": "1"}, 409),
    (b"abc", {}, 400),
    (b"abc", {"Upload-Offset": "0", "Content-Type": "text/plain"}, 415),
    (b"abc", {"Upload-Offset": "0", "Tus-Resumable": "2"}, 412),
    (b"x" * 11, {"Upload-Offset": "0"}, 413),
    (b"abc", {"Upload-Offset": "0", "Upload-Checksum": "crc32 abcd"}, 400),
    (b"abc", {"Upload-Offset": "0", "Upload-Checksum": "sha1 ***"}, 400),
]


def test_a_bad_beginning_is_refused(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    good = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": told(audience="everyone")}
    for headers, status in BAD_BEGINNINGS:
        answer = priya.post(base(cast), headers=good | headers)
        assert answer.status_code == status, (headers, answer.text)
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert answer.is_json
    assert db.session.scalar(select(func.count(Upload.id))) == 0


def test_a_bad_piece_is_refused(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast, 10)
    good = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    for sent, headers, status in BAD_PIECES:
        assert priya.patch(url, data=sent, headers=good | headers).status_code == status, headers
        assert offset_at(priya, url) == 0


@pytest.mark.parametrize("name", ["sha1", "sha256", "md5"])
def test_a_piece_that_was_changed_on_its_way_does_not_count(sign_in: SignIn, cast: Cast, name: str) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    right = b64encode(hashlib.new(name, DATA[:HALF]).digest()).decode()
    wrong = patch(priya, url, b"?" * HALF, 0, Upload_Checksum=f"{name} {right}")
    assert wrong.status_code == 460
    assert offset_at(priya, url) == 0
    assert patch(priya, url, DATA[:HALF], 0, Upload_Checksum=f"{name} {right}").status_code == 204
    assert offset_at(priya, url) == HALF


def test_what_was_not_proved_when_the_server_died_does_not_count(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA[:HALF], 0)
    stage = stage_of(url.rpartition("/")[2])
    stage.begin_unproved(HALF)
    with stage.path.open("ab") as file:
        file.write(b"half of a piece")
    assert offset_at(priya, url) == HALF
    patch(priya, url, DATA[HALF:], HALF)
    assert stored(file_named("Gripper.txt").versions[0]) == DATA


def test_of_two_requests_at_once_the_second_is_told_to_wait(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    with stage_of(url.rpartition("/")[2]).held():
        assert patch(priya, url, DATA, 0).status_code == 423
        assert speak(priya, "DELETE", url).status_code == 423
    assert patch(priya, url, DATA, 0).status_code == 204


def test_one_may_stop_it(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA[:HALF], 0)
    assert speak(priya, "DELETE", url).status_code == 204
    assert staged() == []
    assert speak(priya, "HEAD", url).status_code == 404
    assert patch(priya, url, DATA[HALF:], HALF).status_code == 404


def test_lines_that_let_only_post_through(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    assert speak(priya, "POST", url, DATA, Upload_Offset=0, X_HTTP_Method_Override="PATCH").status_code == 204
    assert speak(priya, "POST", url, X_HTTP_Method_Override="DELETE").status_code == 204
    assert speak(priya, "POST", url).status_code == 405
    assert files() == 1


def test_pieces_become_one_file(sign_in: SignIn, cast: Cast) -> None:
    priya, places = sign_in("priya"), []
    for piece in (DATA[:HALF], DATA[HALF:]):
        begun = speak(priya, "POST", base(cast), Upload_Length=len(piece), Upload_Concat="partial")
        places.append(begun.headers["Location"])
        assert speak(priya, "HEAD", places[-1]).headers["Upload-Concat"] == "partial"
    joined = {"Upload_Concat": f"final;{places[0]} http://x{places[1]}", "Upload_Metadata": told(audience="everyone")}
    assert speak(priya, "POST", base(cast), **joined).status_code == 409  # nothing has come yet
    patch(priya, places[0], DATA[:HALF], 0)
    patch(priya, places[1], DATA[HALF:], 0)
    assert files() == 0
    answer = speak(priya, "POST", base(cast), **joined)
    assert answer.status_code == 201
    final = answer.headers["Location"]
    assert patch(priya, final, b"", len(DATA)).status_code == 403
    assert speak(priya, "HEAD", final).headers["Upload-Concat"] == joined["Upload_Concat"]
    assert stored(db.session.scalars(select(FileVersion)).one()) == DATA
    assert speak(priya, "HEAD", places[0]).status_code == 404
    assert staged() == []


def test_an_upload_that_waited_too_long_leaves_nothing(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA[:HALF], 0)
    with time_machine.travel(now() + timedelta(hours=47)):
        assert sweep() == 0
        patch(priya, url, DATA[HALF:-1], HALF)  # and has its whole time again
    with time_machine.travel(now() + timedelta(hours=94)):
        assert offset_at(priya, url) == len(DATA) - 1
    with time_machine.travel(now() + timedelta(hours=96)):
        assert speak(priya, "HEAD", url).status_code == 410
        assert patch(priya, url, DATA[-1:], len(DATA) - 1).status_code == 410
        assert sweep() == 1
        assert staged() == []
        assert speak(priya, "HEAD", url).status_code == 404


def test_what_came_whole_is_filed_though_its_sender_is_gone(
    sign_in: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    monkeypatch.setattr("portal.features.library.tus.receiving.finish", lambda *_: None)  # the server dies here
    patch(priya, url, DATA, 0)
    said = priya.get(url).json
    assert said is not None
    assert said["state"] == "received"
    assert end_whole() == 0  # the sender has its time first
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert end_whole() == 1
    assert stored(file_named("Gripper.txt").versions[0]) == DATA


def test_a_death_between_bytes_and_row_files_it_once(
    sign_in: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr("portal.features.library.tus.finishing.reach", die)
        with pytest.raises(SystemExit):
            patch(priya, url, DATA, 0)
    assert files() == 0
    assert offset_at(priya, url) == len(DATA)
    assert patch(priya, url, b"", len(DATA)).status_code == 204
    assert stored(file_named("Gripper.txt").versions[0]) == DATA
    assert staged() == []


def test_a_newer_version_comes_the_same_way(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    patch(priya, create(priya, cast), DATA, 0)
    file = file_named("Gripper.txt")
    patch(priya, create(priya, cast, 3, name="Gripper 2.txt", file=file.public_id), b"New", 0)
    db.session.expire_all()
    assert [version.name for version in file_named("Gripper.txt").versions] == ["Gripper.txt", "Gripper 2.txt"]


def test_a_folder_comes_with_its_folders(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    for name in ("Plans/2026/a.txt", "Plans/2026/b.txt", "plans/c.txt", "../.././Plans/d.txt"):
        patch(priya, create(priya, cast, 1, name=name.rpartition("/")[2], path=name), b"x", 0)
    found = {each.name: each.parent.name if each.parent else "" for each in db.session.scalars(select(Folder)).unique()}
    assert found == {"Plans": "", "2026": "Plans"}
    places = {each.name: each.folder.name for each in db.session.scalars(select(File)).unique() if each.folder}
    assert places == {"a.txt": "2026", "b.txt": "2026", "c.txt": "Plans", "d.txt": "Plans"}


def test_whoever_is_removed_brings_nothing_more(sign_in: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.features.library.tus.receiving.RECHECK", 0.0)
    ngozi = sign_in("ngozi")
    url = create(ngozi, cast)
    patch(ngozi, url, DATA[:HALF], 0)
    seen: list[int] = []

    class Body:
        """She is removed while her bytes come."""

        def read(self, _size: int = -1) -> bytes:
            seen.append(len(seen))
            if len(seen) == 2:
                with write():
                    remove_member(by=cast.member("maya"), member=cast.member("ngozi"))
            return DATA[HALF : HALF + 100]

    head = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(HALF), "Content-Type": "application/offset+octet-stream"}
    source = {"wsgi.input": Body(), "wsgi.input_terminated": True}
    assert ngozi.patch(url, headers=head, environ_overrides=source).status_code == 404
    assert len(seen) == 2
    assert speak(ngozi, "HEAD", url).status_code == 404
    assert files() == 0


def test_what_is_on_its_way_counts(sign_in: SignIn, cast: Cast, app: Flask) -> None:
    app.config |= {"WORKSPACE_QUOTA_BYTES": 50_000, "PERSON_QUOTA_BYTES": 30_000}
    priya, ngozi, maya = sign_in("priya"), sign_in("ngozi"), sign_in("maya")
    url = create(priya, cast)
    meta = told(filename="b.txt", audience="everyone")
    mine = speak(priya, "POST", base(cast), Upload_Length=14_000, Upload_Metadata=meta)
    assert mine.status_code == 413
    assert "Of the 30 kB you may store here, 4 kB are left" in mine.text
    theirs = speak(ngozi, "POST", base(cast), Upload_Length=25_000, Upload_Metadata=meta)
    assert theirs.status_code == 413
    assert "25 kB" in theirs.text
    assert "24 kB" not in theirs.text  # what others have filled is theirs
    staff = speak(maya, "POST", base(cast), Upload_Length=25_000, Upload_Metadata=meta)
    assert "24 kB left" in staff.text
    assert patch(priya, url, DATA, 0).status_code == 204  # its own reservation is no obstacle
    assert create(priya, cast, 4000)


def test_the_ledger_tells_of_one_upload(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA[:HALF], 0)
    before = db.session.scalar(select(func.count(Entry.id)))
    patch(priya, url, DATA[HALF:], HALF)
    assert db.session.scalar(select(func.count(Entry.id)).where(Entry.kind == "file.uploaded")) == 1
    assert db.session.scalar(select(func.count(Entry.id)).where(Entry.id <= before)) == before


def test_the_page_asks_for_its_token(sign_in: SignIn, cast: Cast, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = speak(sign_in("priya"), "POST", base(cast), Upload_Length=1, Upload_Metadata=told(audience="everyone"))
    assert answer.status_code == 400
    assert db.session.scalar(select(func.count(Upload.id))) == 0
