"""Words out of each kind of file, asked of the readers themselves; that they run in the box is shown elsewhere."""

import io
import struct
import tarfile
import zipfile
from email.message import EmailMessage

import pytest

from portal.features.library.extraction.content import media_type
from portal.features.library.extraction.formats import ppt, rtf
from portal.features.library.extraction.formats.lzfu import unpacked
from portal.features.library.extraction.formats.trouble import Trouble
from portal.features.library.extraction.media import OPEN_XML
from portal.features.library.extraction.readers import read
from tests.features.library.test_outline import TEXT, packed
from tests.shared_data import DATA, needs


def words(data: bytes, name: str = "") -> list[str]:
    return list(read(media_type(data[:8192], data[-65536:], name), data))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rb"Gr\'f6\'dfe\par next", "Größe\nnext"),
        (rb"\uc1\u8364?5 \u-10179?\u-8704?", "€5 😀"),
        (rb"{\*\generator Secret}{\info{\author Secret}}seen", "seen"),
        (rb"{\fonttbl{\f0\fcharset204 Arial;}}\f0\'cf\'f0", "Пр"),
        (rb"{\field{\*\fldinst HYPERLINK http://a.example}{\fldrslt a link}}", "a link"),
        (rb"a\{b\}c\\d\~e", "a{b}c\\d\N{NO-BREAK SPACE}e"),
        (rb"{\pict\bin4 }}}}hidden}shown", "shown"),
        (rb"unclosed {\b bold", "unclosed bold"),
    ],
)
def test_rich_text(body: bytes, expected: str) -> None:
    assert rtf.words(rb"{\rtf1\ansi\ansicpg1252 " + body) == expected


def test_rich_text_that_is_none_or_too_deep() -> None:
    for data in (b"plain", rb"{\rtf1" + b"{" * 5_000):
        with pytest.raises(Trouble):
            rtf.words(data)


def test_packed_rich_text() -> None:
    given = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277 05b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    assert unpacked(given) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(given[:30]).startswith(b"{\\rtf1\\ansi")


def test_a_calendar_and_a_card() -> None:
    calendar = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:secret-id\r\nSUMMARY:Kick-off\\, day one\r\n"
        b"DESCRIPTION:A long li\r\n ne that goes on\\nand on\r\nDTSTART;TZID=Europe/Rome:20260304T101500\r\n"
        b'ATTENDEE;CN="Maya Lindqvist";ROLE=REQ:mailto:maya@a.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
    )
    assert words(calendar) == [
        "Kick-off, day one\nA long line that goes on\nand on\n2026-03-04 10:15\nMaya Lindqvist maya@a.example"
    ]
    card = (
        b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;An=\nna\n"
        b"item1.EMAIL;TYPE=WORK:anna@b.example\nPHOTO;BASE64:AAAA\nEND:VCARD\n"
    )
    assert words(card) == ["Müller Anna\nanna@b.example"]


def test_an_archive_shows_its_names() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("drawings/cell 7.dwg", "../../etc/passwd", "/abs.txt"):
            archive.writestr(name, b"secret")
    assert words(file.getvalue()) == ["drawings/cell 7.dwg\netc/passwd\nabs.txt"]


def test_an_archive_that_holds_a_document_is_an_archive() -> None:
    inner = packed(**{"word/document": "<w/>"})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("inner.docx", inner)
    data = file.getvalue()
    assert media_type(data[:8192], data[-65536:], "a.zip") == "application/zip"
    assert media_type(inner[:8192], inner[-65536:], "a.zip") == f"{OPEN_XML}wordprocessingml.document"


def test_a_book_in_its_order() -> None:
    file = io.BytesIO()
    book = '<package><manifest><item id="{0}" href="t/{0}.xhtml" media-type="application/xhtml+xml"/><item id="{1}" '
    book += 'href="t/{1}.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="{1}"/>'
    book += '<itemref idref="{0}"/><itemref idref="gone"/></spine></package>'
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", '<container><rootfile full-path="o/b.opf"/></container>')
        archive.writestr("o/b.opf", book.format("a", "b"))
        archive.writestr("o/t/a.xhtml", "<html><body><p>Second</p></body></html>")
        archive.writestr("o/t/b.xhtml", "<html><body><h1>First</h1></body></html>")
    assert words(file.getvalue()) == ["First", "Second"]


def test_an_opendocument_without_what_was_taken_back() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", TEXT)
    (found,) = words(file.getvalue())
    assert found.startswith("Offer\nTen  grippers, now at us or them\nFirst\nBelow\nWide")
    assert "Taken back" not in found


def record(kind: int, body: bytes, *, instance: int = 0, holds: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (0x0F if holds else 0), kind, len(body)) + body


def test_old_slides() -> None:
    outline = b"".join(
        record(1011, bytes(20)) + record(4000, f"Slide {number}\rpoint".encode("utf-16-le")) for number in (1, 2)
    )
    masters = record(4080, record(1011, b"") + record(4008, b"master"), instance=1, holds=True)
    document = record(1000, masters + record(4080, outline, holds=True), holds=True)
    boxes = b"".join(record(1006, record(4008, b"box"), holds=True) for _number in range(2))
    assert list(ppt.slides(document + boxes)) == [f"Slide {number}\npoint\nbox" for number in (1, 2)]
    assert list(ppt.slides(document[:-30])) == ["Slide 1\npoint", ""]
    with pytest.raises(Trouble):
        list(ppt.slides(record(12052, b"")))


def test_a_mail_carries_the_words_of_what_is_attached() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Inner"
    inner.add_attachment("deep words", filename="deep.txt")
    made = EmailMessage()
    made["Subject"] = "Outer"
    made.set_content("Body")
    made.add_attachment("attached words", filename="a.txt")
    made.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="b.eml")
    made.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="broken.pdf")
    (found,) = words(made.as_bytes())
    assert [
        word for word in ("Outer", "Body", "attached words", "Inner", "deep words", "broken.pdf") if word not in found
    ] == []


@needs("docs")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("unstructured/simple.doc", "These are a few of my favorite things:"),
        ("markitdown/test_outlook_msg.msg", "Subject: Test Email Message"),
        ("unstructured/fake-email-attachment.msg", "fake-attachment.txt\nHey this is a fake attachment!"),
        ("markitdown/test.epub", ""),
        ("unstructured/simple.odt", "DOYLESTOWN, PA 18901"),
        ("markitdown/test.pptx", "44bf7d06-5e7a-4a40-a2e1-a2e42ef28c8a"),  # says what a picture shows
        ("py-pdf_sample-files/024-annotations/annotated_pdf.pdf", "This is a text annotation."),
        ("py-pdf_sample-files/026-latex-multicolumn/multicolumn.pdf", "adipiscing"),
    ],
)
def test_real_files(path: str, expected: str) -> None:
    assert expected in "\n".join(words((DATA / "docs" / path).read_bytes(), path))


def test_a_tar_is_not_unpacked() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a"), io.BytesIO())
    assert media_type(file.getvalue(), file.getvalue(), "a.tgz") == "application/gzip"
