"""What the page of a file shows of files that are no pages: each kind in its way, and nothing of it acts."""

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy import select

from portal.features.library.models import Opening
from portal.features.library.previews import believed, pages, printing
from portal.features.library.stages.outlines import letter, listed
from portal.kernel.box import Converted, How
from portal.kernel.db import db
from tests.access.world import LETTER, TUNE
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, mail_with
from tests.features.library.test_previews import CASE, at
from tests.features.library.test_view_only import closed, folder

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Work = Callable[[], int]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HOSTILE = b"""From: x@evil.example
To: y@acme.example
Subject: <script>alert(1)</script>
MIME-Version: 1.0
Content-Type: text/html

<p onclick="alert(1)">Hello <b>you</b><img src="https://evil.example/x.png"><script>alert(2)</script>
<a href="javascript:alert(3)">go</a></p>"""


def docx(words: str) -> bytes:
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", body)
    return packed.getvalue()


def shown(sign_in: SignIn, put: Put, name: str, data: bytes, rest: str = "") -> str:
    priya = sign_in("priya")
    answer = priya.get(at(file_of(put(priya, name, data)), page=True) + rest)
    assert answer.status_code == 200
    return answer.text


def test_text_has_numbered_lines_and_marks(sign_in: SignIn, put: Put) -> None:
    text = shown(sign_in, put, "code.py", b"import os\r\n<script>alert(1)</script>\nprint(os)", "?find=os")
    assert "<li><span>import <mark>os</mark></span></li>" in text
    assert "<li><span>&lt;script&gt;alert(1)&lt;/script&gt;</span></li>" in text


def test_a_long_text_is_shown_in_parts_and_opens_at_the_word(sign_in: SignIn, put: Put) -> None:
    lines = b"\n".join(b"line %d" % number for number in range(1, 5001))
    priya = sign_in("priya")
    page = at(file_of(put(priya, "log.txt", lines)), page=True)
    first = priya.get(page).text
    assert ("line 2000<" in first, "line 2001<" in first, "Part 1 of 3" in first) == (True, False, True)
    assert "Part 3 of 3" in priya.get(f"{page}?find=4500").text
    assert 'start="2001"' in priya.get(f"{page}?part=2").text
    for rest in ("?part=99999", "?part=-1", "?part=x"):
        assert priya.get(page + rest).status_code == 200


def test_a_picture_of_xml_is_shown_as_text(sign_in: SignIn, put: Put) -> None:
    text = shown(sign_in, put, "own.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    assert "&lt;svg xmlns=" in text
    assert "<script>alert" not in text


def test_markdown_is_shown_as_it_is_meant(sign_in: SignIn, put: Put) -> None:
    text = shown(
        sign_in, put, "notes.md", b"# Plan\n\n**now** <img src=x onerror=alert(1)>\n\n[go](javascript:alert(1))"
    )
    assert "<strong>now</strong>" in text
    assert "<img src=x" not in text
    assert 'href="javascript' not in text


def test_letters_of_other_encodings_are_read(sign_in: SignIn, put: Put, work: Work) -> None:
    priya = sign_in("priya")
    page = at(file_of(put(priya, "a.txt", "Größe über alles, naïve Façade und Straße".encode("cp1252"))), page=True)
    work()
    assert "Größe über alles" in priya.get(page).text


def test_a_table_of_text_has_a_frozen_head(sign_in: SignIn, put: Put) -> None:
    text = shown(sign_in, put, "prices.csv", b"Part,Price\nGripper,12.50\n<b>x</b>,3\n")
    assert 'class="grid grid--head"' in text
    assert '<th scope="col" class="grid__name">Part</th>' in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "3 rows, 2 columns" in text


def test_a_document_is_shown_by_its_outline_with_its_pictures(sign_in: SignIn, put: Put) -> None:
    assert "The <mark>limit</mark> is 2.5" in shown(sign_in, put, "a.docx", docx("The limit is 2.5"), "?find=limit")


@pytest.mark.parametrize("works", [True, False])
def test_with_an_office_program_documents_have_pages(
    sign_in: SignIn, put: Put, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    """The program itself is the box's; here, what becomes of its PDF or of its failing."""
    made = Converted(How.DONE, CASE) if works else Converted(How.TOO_SLOW)
    monkeypatch.setattr(pages, "can_convert", lambda media_type: media_type == WORD)
    monkeypatch.setattr(printing, "to_pdf", lambda _file, _media_type: made)
    priya = sign_in("priya")
    file = file_of(put(priya, "a.docx", docx("The limit is 2.5")))
    text = priya.get(at(file, page=True)).text
    assert ('id="page-2"' in text, "sheet--flow" in text) == (works, not works)
    assert priya.get(at(file, "/pages/2.webp?width=400")).status_code == (200 if works else 404)
    if works:
        assert priya.get(at(file, "/find?q=ppm")).json == {"pages": [[1, 1], [2, 1]]}
        assert priya.post(at(file, "/seen"), data={"pages": "0,2,3"}).status_code == 204
        assert db.session.scalars(select(Opening.pages)).all() == [[2]]
        said = {"version": "1", "body": "Here"}
        for page, status in (("2", 303), ("3", 422)):
            assert priya.post(at(file, page=True) + "/comments", data=said | {"page": page}).status_code == status


def test_a_mail_shows_who_and_what_and_gives_its_attachments(sign_in: SignIn, put: Put) -> None:
    priya = sign_in("priya")
    file = file_of(put(priya, "letter.eml", LETTER))
    text = priya.get(at(file, page=True)).text
    assert "a@acme.example" in text
    assert "See below." in text
    assert "terms.txt" in text
    given = priya.get(at(file, "/attached/1"))
    assert given.data.strip() == b"Thirty days."
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert priya.get(at(file, "/attached/2")).status_code == 404
    assert priya.get(at(file, "/attached/0")).status_code == 404
    assert sign_in("birgitte").get(at(file, "/attached/1")).status_code == 404


def test_what_is_attached_is_looked_at_in_its_place(
    sign_in: SignIn, put: Put, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya, priya = sign_in("maya"), sign_in("priya")
    place = folder(maya, cast, "Data room")
    file = file_of(put(maya, "mail.eml", mail_with(CASE, LETTER), folder=place))
    page = at(file, page=True)
    assert f"{page}?attached=1" in priya.get(page).text
    paper = priya.get(f"{page}?attached=1").text
    assert ">Case.pdf</h1>" in paper
    assert f"{at(file, '/attached/1/pages/1.webp')}?width=1200" in paper
    assert "leaf__marks" not in paper  # comments are about the mail
    inner = priya.get(f"{page}?attached=2").text
    assert "See below." in inner
    assert "?attached=" not in inner.partition("rows--attached")[2]  # no deeper
    notes = priya.get(f"{page}?attached=3").text
    assert "&lt;b&gt;Notes&lt;/b&gt; of the day" in notes
    assert "&lt;i&gt;notes&lt;/i&gt;.txt</h1>" in notes
    assert priya.get(f"{page}?attached=9").status_code == 404
    assert sign_in("birgitte").get(f"{page}?attached=1").status_code == 404
    monkeypatch.setattr("portal.features.library.previews.attachments.MOST", 10)
    large = file_of(put(maya, "large.eml", mail_with(CASE, LETTER) + b"\n", folder=place))
    assert "too large to be shown" in priya.get(at(large, page=True) + "?attached=3").text
    closed(maya, cast, place, on="1")
    for number in (1, 2, 3):
        shut = priya.get(f"{page}?attached={number}").text
        assert "Its folder is view-only." in shut
        assert not any(word in shut for word in ("Case.pdf", "See below", "of the day", "/attached/1/pages"))
    assert priya.get(at(file, "/attached/1/pages/1.webp")).status_code == 403
    assert maya.get(at(file, "/attached/1/pages/1.webp")).status_code == 200


def test_nothing_in_a_mail_acts_or_calls_home(sign_in: SignIn, put: Put) -> None:
    text = shown(sign_in, put, "bad.eml", HOSTILE)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    for bad in ("<script>alert", "onclick", "evil.example/x.png", "javascript:"):
        assert bad not in text


def test_sound_is_played_in_ranges(sign_in: SignIn, put: Put) -> None:
    priya = sign_in("priya")
    file = file_of(put(priya, "tune.mp3", TUNE))
    assert f'src="{at(file, "/media")}"' in priya.get(at(file, page=True)).text
    part = priya.get(at(file, "/media"), headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.mimetype, part.headers["Content-Disposition"]) == (206, "audio/mpeg", "inline")
    assert part.data == TUNE[2:10]
    text = file_of(put(priya, "a.html", b"<!doctype html><script>alert(1)</script>"))
    assert priya.get(at(text, "/media")).status_code == 404


def test_what_cannot_be_shown_says_so_and_can_be_downloaded(sign_in: SignIn, put: Put) -> None:
    text = shown(sign_in, put, "run.exe", b"MZ" + bytes(100))
    assert "Files of this kind cannot be shown here." in text
    assert "/versions/1/download" in text


@pytest.mark.parametrize("size", [(1, 1), (4000, 3)])
def test_odd_pictures_are_drawn(sign_in: SignIn, put: Put, size: tuple[int, int]) -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", size).save(drawn, "PNG")
    assert 'id="page-1"' in shown(sign_in, put, "odd.png", drawn.getvalue())


def test_of_a_child_only_the_agreed_shapes_are_believed() -> None:
    told = {"block": "text", "runs": [["go", "b", "javascript:alert(1)"], ["ok", "", "https://x.example"], "x", [1]]}
    found = believed.block(told)
    assert found is not None
    assert found["runs"] == [("go", "b", ""), ("ok", "", "https://x.example"), ("", "", ""), ("", "", "")]
    assert believed.block({"block": "script"}) is None
    table = believed.block({"block": "table", "rows": [[{"runs": 1, "across": 10**9}, "x"], "y"]})
    assert table is not None
    assert table["rows"][0][0]["across"] == 1
    assert believed.row({"row": "x", "cells": [1, "a"], "kinds": "tttt"}) == {
        "row": 0,
        "cells": ["", "a"],
        "kinds": "tt",
    }


def test_small_things() -> None:
    assert [letter(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    items = [{"block": "item", "ordered": False, "n": number} for number in (1, 2)]
    assert listed([*items, {"block": "rule"}, *items])[0]["items"] == items
