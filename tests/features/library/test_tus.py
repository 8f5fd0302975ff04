"""Resumable uploads, as any tus client speaks them."""

import hashlib
from base64 import b64encode

import pytest
from sqlalchemy import func, select

from portal.features.library.models import FileVersion
from portal.features.library.tus.models import Upload
from portal.features.library.tus.stage import stage_of
from portal.kernel.db import db
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import file_named
from tests.features.library.speaking_tus import (
    DATA,
    HALF,
    base,
    create,
    files,
    offset_at,
    patch,
    speak,
    staged,
    stored,
    told,
)


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
