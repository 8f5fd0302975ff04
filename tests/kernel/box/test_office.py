"""LibreOffice in the box: a document in, a PDF out."""

import io
from dataclasses import replace

import docx
import pypdfium2
import pytest

from portal.kernel import box
from portal.kernel.box import How, can_convert, to_pdf
from portal.kernel.box.office import LIMITS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
needs_office = pytest.mark.skipif(not can_convert(WORD), reason="LibreOffice is not installed")


def document(words: str) -> bytes:
    made = docx.Document()
    made.add_heading("Terms of delivery", level=1)
    made.add_paragraph(words)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@needs_office
def test_a_document_becomes_pages() -> None:
    made = to_pdf(document("Grippers by the hundred"), WORD)
    assert made.how is How.DONE
    page = pypdfium2.PdfDocument(made.pdf)[0]
    assert "Grippers by the hundred" in page.get_textpage().get_text_range()


@needs_office
def test_what_takes_too_long_gives_no_page() -> None:
    assert to_pdf(document("slow"), WORD, replace(LIMITS, wall=0.2)) == box.Converted(How.TOO_SLOW)


def test_without_the_program_nothing_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.box.office.office_program", lambda: None)
    assert not can_convert(WORD)
    with pytest.raises(FileNotFoundError):
        to_pdf(b"", WORD)
