"""PDF: the words of each page under its number."""

from collections.abc import Iterator

import pypdfium2

from portal.features.library.extraction.formats.trouble import damaged, protected, too_large

MOST_PAGES = 20_000


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
        return str(text.get_text_range())
    finally:
        text.close()
        page.close()
