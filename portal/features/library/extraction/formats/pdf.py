"""PDF: the words of each page under its number, then what was filled in and noted on it."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from portal.features.library.extraction.formats.trouble import damaged, protected, too_large

MOST_PAGES = 20_000
MOST_NOTES = 2_000  # of a page
UNSAID = ("", "Off")  # the second is a box without a tick
BROKEN = "\ufffe"  # how the library says that a word goes on in the next line
HALVES = re.compile(f"(\\w+){BROKEN}(\\w+)")


def pages(data: bytes) -> Iterator[str]:
    """The text layer of each page; an empty text for a scan."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise (protected() if "password" in str(error).lower() else damaged()) from error
    if len(document) > MOST_PAGES:
        raise too_large()
    for index in range(len(document)):
        yield _words(document, index)


def _words(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        page = document[index]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""  # one broken page does not hide the others
    try:
        found = str(text.get_text_range())
        return "\n".join((found.replace(BROKEN, "-\n"), *_whole(found), *_noted(page)))
    finally:
        text.close()
        page.close()


def _whole(text: str) -> Iterator[str]:
    """Words that were broken at the end of a line, so that they are found as well."""
    whole = " ".join(first + second for first, second in HALVES.findall(text))
    if whole:
        yield whole


def _noted(page: Any) -> Iterator[str]:
    """What stands in forms and comments."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if note:
            said = (_said(note, key).strip() for key in (b"V", b"Contents"))
            yield from (each for each in said if each not in UNSAID)
            pdfium.FPDFPage_CloseAnnot(note)


def _said(note: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    if size <= 2:
        return ""
    kept = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, key, ctypes.cast(kept, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return kept.raw[: size - 2].decode("utf-16-le", "replace")
