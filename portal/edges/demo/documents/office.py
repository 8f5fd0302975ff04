"""Documents, slides and sheets of the demo world."""

import io

from docx import Document
from pptx import Presentation
from xlsxwriter import Workbook

from portal.edges.demo.documents.text import Block

STYLES = {"title": "Title", "heading": "Heading 1", "point": "List Bullet", "text": "Normal"}


def docx(title: str, content: list[Block], note: str) -> bytes:
    """A document with real headings and lists."""
    document, out = Document(), io.BytesIO()
    document.core_properties.title = title
    for block in content:
        if block.kind == "page":
            document.add_page_break()  # type: ignore[no-untyped-call]
        else:
            document.add_paragraph(block.text, style=STYLES[block.kind])
    document.sections[0].footer.paragraphs[0].text = note
    document.save(out)
    return out.getvalue()


def pptx(title: str, content: list[Block], note: str) -> bytes:
    """Slides: each heading begins one, the points and texts stand under it."""
    deck, out = Presentation(), io.BytesIO()
    deck.core_properties.title = title
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text, slide.placeholders[1].text = title, note
    for block in content:
        if block.kind == "heading":
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = block.text
        elif block.kind in ("point", "text"):
            frame = slide.placeholders[1].text_frame
            (frame.paragraphs[0] if not frame.text else frame.add_paragraph()).text = block.text
    deck.save(out)
    return out.getvalue()


def xlsx(title: str, table: list[list[str]], note: str) -> bytes:
    """A sheet whose first row is its heading; what looks like a number is one."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_numbers": True})
    book.set_properties({"title": title, "comments": note})
    sheet, bold = book.add_worksheet("Sheet 1"), book.add_format({"bold": True})
    for number, row in enumerate(table):
        sheet.write_row(number, 0, row, bold if number == 0 else None)
    sheet.autofit()
    book.close()
    return out.getvalue()
