"""The list of a folder: what it says, to whom, and that no program takes it for a formula."""

import csv
import io

import pypdfium2

from portal.features.library.index.sheets import sheets
from portal.features.library.models import File
from portal.features.library.withdrawing import withdraw_file
from portal.kernel.db import db, write
from portal.kernel.text import paper
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import Put, file_of, place

HOSTILE = "=cmd|' , C'!A0, “2+5”\\(1).txt"


def words(data: bytes) -> str:
    return "\n".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data))


def test_the_table_says_what_one_may_see(sign_in: SignIn, put: Put, cast: Cast) -> None:
    maya = sign_in("maya")
    put(maya, HOSTILE, b"x")
    put(maya, "@Pricing.txt", b"y", audience="team")
    maya.post(place(cast, "/folders"), data={"name": "+Technical", "audience": "everyone"})
    old = file_of(put(maya, "Old 漢字 Łódź.txt", b"z"))
    with write():
        withdraw_file(by=cast.actor("maya"), file=db.session.get_one(File, old.id), reason="The wrong one")
    answer = sign_in("priya").get(place(cast, "/index.csv"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    found = {row["Name"]: row for row in rows}
    assert len(found) == 2
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert len(next(row["SHA-256"] for name, row in found.items() if "cmd" in name)) == 64
    assert found["Old 漢字 Łódź.txt"]["SHA-256"] == ""
    assert "The wrong one" in found["Old 漢字 Łódź.txt"]["Note"]
    assert "'@Pricing.txt" in maya.get(place(cast, "/index.csv")).get_data(as_text=True)
    printed = words(sign_in("priya").get(place(cast, "/index.pdf")).data)
    assert "Old 漢字" in printed
    assert "Pricing" not in printed
    assert "Maya Lindqvist" in printed
    assert sign_in("birgitte").get(place(cast, "/index.pdf")).status_code == 404
    assert maya.get(place(cast, "/index.exe")).status_code == 404


def test_pages_break_and_long_names_wrap(sign_in: SignIn, put: Put, cast: Cast) -> None:
    put(sign_in("maya"), "a" * 180 + ".txt", b"x")
    data = sign_in("maya").get(place(cast, "/index.pdf")).data
    assert "aaa.txt" in words(data)
    assert len(pypdfium2.PdfDocument(sheets("T", "M", []))) == 1


def test_paper_sets_what_it_can() -> None:
    line = paper.Line(paper.PLAIN, 10, 50, 50, "Zażółć (a\\b) Привет 漢字 \U0001f600 ع")
    said = words(paper.pdf("Grüße", [[line], []]))
    assert "(a\\b)" in said
    assert "Привет 漢字" in said
    assert list(paper.wrapped("one two three", 10, 50)) == ["one two", "three"]
    assert "".join(paper.wrapped("x" * 50, 10, 50)) == "x" * 50
