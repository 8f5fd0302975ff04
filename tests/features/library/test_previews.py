"""Pages as pictures: drawn once for everybody who may see them, never for anybody else."""

import base64
import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from portal.edges.demo.documents.pdf import pdf
from portal.edges.demo.documents.text import blocks
from portal.features.library.models import File
from portal.features.library.previews import cache, studio
from portal.features.library.previews.cache import previews_root
from portal.features.library.previews.drawing.lines import Sign, runs_of
from portal.features.library.previews.pages import document_of, page_image, page_sizes
from portal.features.library.previews.source import Source
from portal.features.library.previews.studio import Busy, NotDrawn, Studio
from portal.features.workspaces.services import remove_member
from portal.kernel.box import Limits, NoBox, frames_of
from portal.kernel.db import write
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of

Work = Callable[[], int]
CASE = pdf("Safety case", blocks("The limit is 2.5 ppm.\n\n---\n\nThe results café: 2.1 ppm"), "Northwind")


def test_a_page_is_a_picture_for_its_readers_only(sign_in: SignIn, put: Put, cast: Cast) -> None:
    file = file_of(put(sign_in("maya"), "Case.pdf", CASE))
    url, priya = at(file, "/pages/1.webp?width=400"), sign_in("priya")
    answer = priya.get(url)
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/webp", CACHED)
    assert Image.open(io.BytesIO(answer.data)).size[0] in (400, 401)
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert priya.get(url, headers=tag).status_code == 304
    assert file.versions[0].sha256[:8] not in str(answer.headers)
    with write():
        remove_member(by=cast.member("maya"), member=cast.member("priya"))
    assert priya.get(url, headers=tag).status_code == 404
    assert sign_in("birgitte").get(url, headers=tag).status_code == 404


def test_the_page_of_a_file_opens_at_the_page_asked_for(sign_in: SignIn, put: Put) -> None:
    priya = sign_in("priya")
    file = file_of(put(priya, "Case.pdf", CASE))
    shown = priya.get(at(file, page=True) + "?page=2&find=ppm").text
    assert 'id="page-1"' in shown
    assert "/pages/2.webp?width=1200" in shown
    assert "/pages/1.webp?width=1200" not in shown
    assert "of 2" in shown
    for rest in ("?page=99999999999999999999", "?page=-3", "?page=x", "?version=1", "?page=2&plain=1"):
        assert priya.get(at(file, page=True) + rest).status_code == 200
    for rest in ("?version=2", "?version=999999999"):
        assert priya.get(at(file, page=True) + rest).status_code == 404


def test_words_are_found_page_by_page_and_where_they_stand(sign_in: SignIn, put: Put, work: Work) -> None:
    priya = sign_in("priya")
    version = at(file_of(put(priya, "Case.pdf", CASE)))
    work()
    assert priya.get(f"{version}/find?q=PPM").json == {"pages": [[1, 1], [2, 1]]}
    assert priya.get(f"{version}/find?q=cafe").json == {"pages": [[2, 1]]}
    assert priya.get(f"{version}/find?q=+").json == {"pages": []}
    runs = json.loads(priya.get(f"{version}/pages/1/words").data)
    x, y, width, height, text = next(run for run in runs if "limit" in run[4])
    assert text == "The limit is 2.5 ppm."
    assert 0 < x < x + width < 1000
    assert 0 < y < y + height < 1415


def test_twenty_who_ask_wait_for_one_drawing(
    app: Flask, sign_in: SignIn, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = document_of(file_of(put(sign_in("maya"), "Case.pdf", CASE)).versions[0])
    started: list[str] = []

    def counted(*words: str, **more: object) -> object:
        started.append(words[-1])
        return frames_of(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(studio, "frames_of", counted)
    page_sizes(document)
    drawn: list[bytes] = []

    def ask() -> None:
        with app.app_context():
            drawn.append(page_image(document, 2, 400))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(drawn) == 20
    assert len(set(drawn)) == 1
    assert [json.loads(tasks).count(["draw", 2, 400]) for tasks in started].count(1) == 1


def test_who_asks_when_too_many_do_is_told_when_to_come_back(
    sign_in: SignIn, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "MOST_WAITING", 0)
    maya = sign_in("maya")
    file = file_of(put(maya, "Case.pdf", CASE))
    answer = maya.get(at(file, "/pages/1.webp"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    shown = maya.get(at(file, page=True))
    assert (shown.status_code, "being prepared" in shown.text) == (200, True)


def test_what_cannot_be_drawn_says_why_and_is_tried_once(
    sign_in: SignIn, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, "Broken.pdf", b"%PDF-1.7 and nothing else"))
    assert "It is damaged" in maya.get(at(file, page=True)).text
    monkeypatch.setattr(studio, "frames_of", None)
    assert "It is damaged" in maya.get(at(file, page=True)).text
    assert maya.get(at(file, "/pages/1.webp")).status_code == 404


def test_without_a_box_nothing_is_drawn(sign_in: SignIn, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_words: object, **_more: object) -> Iterator[object]:
        raise NoBox

    monkeypatch.setattr(studio, "frames_of", none)
    maya = sign_in("maya")
    file = file_of(put(maya, "Case.pdf", CASE))
    shown = maya.get(at(file, page=True))
    assert (shown.status_code, "no closed place" in shown.text) == (200, True)


def test_a_photo_is_drawn_upright_and_without_what_it_knows(sign_in: SignIn, put: Put) -> None:
    maya, photo, exif = sign_in("maya"), io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Taken at the Leeds plant"
    Image.new("RGB", (300, 200), "red").save(photo, "JPEG", exif=exif)
    file = file_of(put(maya, "photo.jpg", photo.getvalue()))
    answer = maya.get(at(file, "/pages/1.webp?width=400"))
    drawn = Image.open(io.BytesIO(answer.data))
    assert drawn.size == (200, 300)
    assert not drawn.getexif()
    assert b"Leeds" not in answer.data


def test_a_page_that_breaks_its_child_does_not_hide_the_others(
    app: Flask, sign_in: SignIn, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = document_of(file_of(put(sign_in("maya"), "Case.pdf", CASE)).versions[0])
    own = Studio(1, Limits(cpu=10, wall=20))

    def dying(*words: str, **more: object) -> object:
        """A child that dies of the second page."""
        tasks = json.loads(words[-1])
        at_most = tasks.index(["draw", 2, 160]) if ["draw", 2, 160] in tasks else len(tasks)
        return frames_of(*words[:-1], json.dumps(tasks[:at_most]), **more)  # type: ignore[arg-type]

    monkeypatch.setattr(studio, "frames_of", dying)
    wanted: tuple[cache.Task, ...] = (("draw", 2, 160), ("draw", 1, 160))
    own.get(document, ("sizes",), then=wanted)
    assert own.get(document, ("draw", 1, 160))[:4] == b"RIFF"
    with pytest.raises(NotDrawn, match="damaged"):
        own.get(document, ("draw", 2, 160))


def test_patience_ends(sign_in: SignIn, put: Put) -> None:
    document = document_of(file_of(put(sign_in("maya"), "Case.pdf", CASE)).versions[0])
    with pytest.raises(Busy):
        Studio(0, Limits()).get(document, ("sizes",), 0.01)


def test_bytes_that_are_gone_are_said_to_be(sign_in: SignIn, put: Put, app: Flask) -> None:
    maya = sign_in("maya")
    file = file_of(put(maya, "Case.pdf", CASE))
    document = document_of(file.versions[0])
    document.store.delete(document.key, document.sha256)
    assert "bytes are missing" in maya.get(at(file, page=True)).text


def test_drawings_go_with_their_bytes_and_with_time(app: Flask, tmp_path: Path) -> None:
    place = cache.folder(previews_root(), "key", "abc")
    cache.keep(place, ("sizes",), b"[]")
    assert cache.tidy(previews_root(), days=1) == 0
    assert cache.tidy(previews_root(), days=-1) == 1
    cache.keep(place, ("sizes",), b"[]")
    cache.forget(previews_root(), "key", "abc")
    assert not place.exists()
    with pytest.raises(FileNotFoundError):
        cache.folder(previews_root(), "..", "abc")


def test_after_an_upload_lists_show_its_first_page(sign_in: SignIn, put: Put, work: Work) -> None:
    priya = sign_in("priya")
    file = file_of(put(priya, "Case.pdf", CASE))
    root, small = f"/w/{file.workspace.public_id}/files", at(file, "/pages/1.webp?width=160")
    assert small not in priya.get(root).text
    work()
    assert small in priya.get(root).text
    assert priya.get(small).status_code == 200


def test_letters_become_runs() -> None:
    def word(text: str, left: int, top: int) -> list[Sign]:
        return [Sign(letter, left + 10 * at, top, left + 10 * at + 9, top + 12) for at, letter in enumerate(text)]

    signs = [*word("two", 0, 0), Sign("\r", 0, 0, 0, 0), Sign("\n", 0, 0, 0, 0), *word("columns", 0, 20)]
    signs += [*word("far", 400, 20), *word("\ud800below", 0, 60)]
    assert [run.text for run in runs_of(signs)] == ["two", "columns", "far", "below"]
    assert runs_of([Sign(" ", 0, 0, 9, 9), Sign("\n", 0, 0, 0, 0)]) == []


def test_a_document_knows_itself(app: Flask, tmp_path: Path) -> None:
    place = tmp_path / "place"
    made = Source(None, "key", "abc", "pdf", place, made="document.pdf")  # type: ignore[arg-type]
    cache.keep(place, ("sizes",), b"[]")
    (place / "document.pdf").write_bytes(b"%PDF")
    with made.open() as file:
        assert file.read() == b"%PDF"


# 64 by 40, blue on the left and red on the right; written in this project's name by libheif, with words in its Exif.
PHOTO = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAAFcAAgAAAAACOQABAAAAAAAAADIAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAKAAAAAEAAAAAAAAAAv///+gAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA"
    "ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAkW1kYXQAAABTKAGvE4D1J4E//+TpRX/ie6v+YysxKt5cqf/mHfi/i9XduAy6YiZ3"
    "4TQ8OuRqCapiauvwjZEBgO9oyuN2MpWn7LxIacFJT/8lPvdiZ+bfrXf/t4AAAAAGRXhpZgAATU0AKgAAAAgAAQEOAAIAAAANAAAA"
    "GgAAAABzZWNyZXQgcGxhY2UAAA=="
)


def test_photos_of_phones_are_drawn_without_what_hides_in_them(sign_in: SignIn, put: Put) -> None:
    priya = sign_in("priya")
    file = file_of(put(priya, "IMG_2041.HEIC", PHOTO))
    assert b"secret place" in PHOTO
    assert file.versions[0].media_type == "image/heic"
    answer = priya.get(at(file, "/pages/1.webp?width=400"))
    assert b"secret place" not in answer.data
    with Image.open(io.BytesIO(answer.data)) as drawn:
        assert drawn.size == (64, 40)
        left, right = (drawn.convert("RGB").getpixel((x, 20)) for x in (8, 56))
    assert left[2] > 120 > left[0]  # type: ignore[index]  # three colours
    assert right[0] > 120 > right[2]  # type: ignore[index]
    broken = file_of(put(priya, "IMG_2042.HEIC", PHOTO[:400]))
    assert "damaged or not what its name says" in priya.get(at(broken, page=True)).text


CACHED = "private, no-cache"


def at(file: File, rest: str = "", *, page: bool = False) -> str:
    """The address of its first version, or of its page."""
    url = f"/w/{file.workspace.public_id}/files/{file.public_id}"
    return url if page else f"{url}/versions/1{rest}"
