"""What a page is made of without LibreOffice: blocks in order, cells as shown, mails with what is attached."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import docx
import pptx
import pytest
import xlsxwriter
from flask import Flask
from PIL import Image

from portal.features.library.extraction.media import OPEN_XML
from portal.features.library.extraction.outline import (
    docx as word,
)
from portal.features.library.extraction.outline import mail, odf, ods, separated, web, xlsx
from portal.features.library.extraction.outline import pptx as slides
from portal.features.library.extraction.outline.blocks import Block, address, says
from portal.features.library.extraction.outline.figures import shown
from portal.features.library.extraction.outline.run import attached_of, outline_of

Head = dict[str, Any]


def heads(found: Iterator[Block]) -> list[Head]:
    return [each.head for each in found if says(each)]


def words(head: Head) -> str:
    return "".join(run[0] for run in head["runs"])


def photo() -> io.BytesIO:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "Secret Person"
    Image.new("RGB", (3000, 30), "red").save(file, "JPEG", exif=exif)
    file.seek(0)
    return file


def saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_word_document_in_order() -> None:
    made = docx.Document()
    made.add_heading("Terms", level=2)
    paragraph = made.add_paragraph("Delivery within ")
    paragraph.add_run("ten days").bold = True
    made.add_paragraph("Grippers", style="List Bullet")
    made.add_paragraph("First", style="List Number")
    made.add_picture(photo())
    table = made.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Both"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "Down"
    found = list(word.blocks(saved(made)))
    shown_blocks = [each for each in found if says(each)]
    assert [each.head["block"] for each in shown_blocks] == ["heading", "text", "item", "item", "picture", "table"]
    assert shown_blocks[0].head["level"] == 2
    assert shown_blocks[1].head["runs"] == [["Delivery within ", "", ""], ["ten days", "b", ""]]
    assert [each.head["ordered"] for each in shown_blocks[2:4]] == [False, True]
    first, second = shown_blocks[5].head["rows"]
    assert [(words(each), each["across"], each["down"]) for each in first] == [("Both", 2, 1), ("Down", 1, 2)]
    assert len(second) == 2


def test_pictures_are_drawn_anew() -> None:
    made = docx.Document()
    made.add_picture(photo())
    (drawn,) = (each for each in word.blocks(saved(made)) if each.body)
    assert (drawn.head["width"], drawn.head["height"]) == (1400, 14)
    assert drawn.body[8:12] == b"WEBP"
    assert b"Secret" not in drawn.body


def test_slides() -> None:
    made = pptx.Presentation()
    for title in ("One", "Two"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "A point"
        slide.notes_slide.notes_text_frame.text = "Say hello"
    found = heads(slides.blocks(saved(made)))
    assert [each["block"] for each in found] == ["page", "heading", "item", "quote"] * 2
    assert [each["number"] for each in found if each["block"] == "page"] == [1, 2]
    assert words(found[5]) == "Two"


def test_cells_as_they_are_shown() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Prices")
        for column, (value, form) in enumerate(
            ((12.5, "#,##0.00 €"), (0.5, "0%"), (-1234, "#,##0;(#,##0)"), (45000, "yyyy-mm-dd"))
        ):
            sheet.write(0, column, value, book.add_format({"num_format": form}))
        sheet.write_row(3, 0, ["Gripper", 7, True])
        book.add_worksheet("Margin").hide()
    found = heads(xlsx.blocks(file.getvalue()))
    assert found[0] == {"sheet": 1, "name": "Prices", "hidden": False}
    assert found[1] == {"row": 1, "cells": ["12.50 €", "50%", "(1,234)", "2023-03-15"], "kinds": "nnnd"}
    assert found[2] == {"row": 4, "cells": ["Gripper", "7", "TRUE"], "kinds": "tnb"}
    assert found[3] == {"sheet_end": 1, "rows": 4, "columns": 4, "cut": False}
    assert (found[4]["name"], found[4]["hidden"]) == ("Margin", True)


def test_a_long_sheet_is_cut_and_says_so() -> None:
    found = heads(separated.blocks("\n".join(f"{number},x" for number in range(12_000)).encode()))
    assert found[-1] == {"sheet_end": 1, "rows": 12_000, "columns": 2, "cut": True}
    assert len(found) == 5_002


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        ("1234567.891", "#,##0.00", ("1,234,567.89", "n")),
        ("0.125", "0.0%", ("12.5%", "n")),
        ("-3", "0.00", ("-3.00", "n")),
        ("-0.001", "0", ("0", "n")),
        ("1500000", '0.0,,"M"', ("1.5M", "n")),
        ("5", "0.0##", ("5.0", "n")),
        ("5", "0.##", ("5", "n")),
        ("44197.75", "d mmm yyyy h:mm AM/PM", ("1 Jan 2021 6:00 PM", "d")),
        ("0.0423611111", "h:mm", ("1:01", "d")),
        ("1.5", "[h]:mm", ("36:00", "d")),
        ("1", "mm:ss", ("00:00", "d")),
        ("99999999", "yyyy", ("99999999", "n")),
        ("0.1", "", ("0.1", "n")),
        ("3", "[$£-809]#,##0.00", ("£3.00", "n")),
        ("3", "# ?/?", ("3", "n")),
        ("7", "@", ("7", "n")),
        ("words", "0.00", ("words", "t")),
    ],
)
def test_number_formats(value: str, form: str, expected: tuple[str, str]) -> None:
    assert shown(value, form) == expected


@pytest.mark.parametrize(
    ("data", "sign", "encoding", "header"),
    [
        (b"part;price\nGripper;12,50\n", ";", "utf-8", True),
        ("名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n髙橋淳,35,名古屋\n".encode("cp932"), ",", "cp932", True),
        ("a\tb\n1\t2\n".encode("utf-16"), "\t", "utf-16", True),
        (b"1,2\n3,4\n", ",", "utf-8", False),
        (b"", ",", "utf-8", False),
        (b'open "quote,x\n"never closed,' + b"y" * 300_000, ",", "utf-8", True),
    ],
)
def test_tables_of_text(data: bytes, sign: str, encoding: str, *, header: bool) -> None:
    head = heads(separated.blocks(data))[0]
    assert (head["delimiter"], head["encoding"], head["header"]) == (sign, encoding, header)


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(f"{name}.xml", text)
    return file.getvalue()


OFFICE = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "text", "table", "style", "fo", "draw", "xlink"))
TEXT = f"""<office:document-content {OFFICE}><office:automatic-styles>
<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>
</office:automatic-styles><office:body><office:text>
<text:tracked-changes><text:p>Taken back</text:p></text:tracked-changes>
<text:h text:outline-level="1">Offer</text:h>
<text:p>Ten<text:s text:c="2"/>grippers, <text:span text:style-name="T1">now</text:span> at
<text:a xlink:href="https://a.example/x">us</text:a> or <text:a xlink:href="javascript:alert(1)">them</text:a></text:p>
<text:list text:style-name="L1"><text:list-item><text:p>First</text:p>
<text:list><text:list-item><text:p>Below</text:p></text:list-item></text:list></text:list-item></text:list>
<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Wide</text:p>
</table:table-cell><table:covered-table-cell/></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def test_an_opendocument_text() -> None:
    found = heads(odf.blocks(packed(content=TEXT)))
    assert [each["block"] for each in found] == ["heading", "text", "item", "item", "table"]
    assert found[1]["runs"] == [
        ["Ten  grippers, ", "", ""],
        ["now", "b", ""],
        [" at ", "", ""],
        ["us", "", "https://a.example/x"],
        [" or them", "", ""],
    ]
    assert [(each["depth"], each["ordered"]) for each in found[2:4]] == [(0, True), (1, False)]
    assert found[4]["rows"][0][0]["across"] == 2


def test_an_opendocument_sheet_that_claims_a_million_rows() -> None:
    cells = '<table:table-cell office:value-type="float"><text:p>1.5</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    rows = row.format(2, cells) + row.format(1_048_574, "<table:table-cell/>")
    body = f'<office:body><table:table table:name="S">{rows}</table:table></office:body>'
    found = heads(ods.blocks(packed(content=f"<office:document-content {OFFICE}>{body}</office:document-content>")))
    assert found[0]["name"] == "S"
    assert found[1:3] == [{"row": at, "cells": ["1.5"], "kinds": "n"} for at in (1, 2)]
    assert found[3]["cut"] is False


PAGE = """<!doctype html><title>T</title><h1>Head<script>hidden()</script></h1><p>One <b>two</b>
three<br>four</p><ol><li>First<ul><li>Inner</ul><li>Second</ol><pre>a
  b</pre><table><tr><th>Name<td>A<table><tr><td>in<td>ner</table></table><blockquote>Said</blockquote>
<img src=http://a.example/pixel.png alt="A picture"><a href="javascript:alert(1)">bad</a><p hidden>unseen</p><p>end"""


def test_a_web_page() -> None:
    found = heads(iter(web.blocks_of(PAGE)))
    kinds = ["text", "heading", "text", "item", "item", "item", "code", "table", "quote", "text", "text"]
    assert [each["block"] for each in found] == kinds
    assert found[2]["runs"] == [["One ", "", ""], ["two", "b", ""], [" three\nfour", "", ""]]
    assert [each["depth"] for each in found[3:6]] == [0, 1, 0]
    assert words(found[6]) == "a\n  b"
    assert [words(each) for each in found[7]["rows"][0]] == ["Name", "A\nin\tner"]
    assert words(found[9]) == "A picturebad"
    assert words(found[10]) == "end"


def letter() -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Offer", "Maya <maya@a.example>", "daniel@b.example"
    made.set_content("plain")
    made.add_alternative('<p>See <img src="cid:logo"> and <img src="http://a.example/track.gif"></p>', subtype="html")
    body = made.get_payload()[1]  # type: ignore[index]  # two alternatives
    assert isinstance(body, EmailMessage)
    body.add_related(photo().getvalue(), "image", "jpeg", cid="<logo>")
    made.add_attachment(b"name;price\n", maintype="text", subtype="csv", filename="prices.csv")
    return made.as_bytes()


def test_a_mail_with_its_pictures_and_attachments() -> None:
    found = heads(mail.blocks(letter()))
    assert found[0]["mail"] == {"subject": "Offer", "from": "Maya <maya@a.example>", "to": "daniel@b.example"}
    assert [each.get("block") for each in found[1:4]] == ["text", "picture", "text"]
    attached = [each for each in found if "attached" in each]
    assert [(each["name"], each["media_type"]) for each in attached] == [("prices.csv", "text/csv")]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://a.example/x?y=1", True),
        ("mailto:a@b.example", True),
        ("javascript:alert(1)", False),
        ("//a.example", False),
        ("file:///etc/passwd", False),
        ('https://a.example/"onclick', False),
        ("data:text/html,x", False),
        ("https://a.example/" + "x" * 3000, False),
    ],
)
def test_only_some_addresses_may_be_followed(given: str, *, kept: bool) -> None:
    assert address(given) == (given if kept else "")


def through_the_box(data: bytes, media_type: str, call: Callable[..., Any], *more: object) -> Any:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        found = call(file, media_type, *more)
        return list(found) if isinstance(found, Iterator) else found


def test_the_box_tells_it_and_how_it_ended(app: Flask) -> None:
    made = docx.Document()
    made.add_paragraph("Hello")
    kind = f"{OPEN_XML}wordprocessingml.document"
    found = through_the_box(saved(made), kind, outline_of)
    assert found[0].head["runs"] == [["Hello", "", ""]]
    assert found[-1].head == {"end": True, "cut": False, "reason": ""}
    assert through_the_box(b"no archive", kind, outline_of)[-1].head["reason"] == "damaged"
    app.config["PARSER_CPU_SECONDS"] = 0
    assert through_the_box(saved(made), kind, outline_of)[-1].head["cut"] is True


def test_one_attachment_by_its_number(app: Flask) -> None:
    listed = [each.head for each in through_the_box(letter(), "message/rfc822", outline_of) if "attached" in each.head]
    number = listed[0]["attached"]
    assert through_the_box(letter(), "message/rfc822", attached_of, number) == (
        "prices.csv",
        "text/csv",
        b"name;price\n",
    )
    assert through_the_box(letter(), "message/rfc822", attached_of, 99) is None
    assert through_the_box(letter(), "text/plain", attached_of, 1) is None
