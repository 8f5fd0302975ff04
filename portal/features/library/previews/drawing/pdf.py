"""PDF: what pdfium draws, and where it found the words."""

from typing import IO, Any

import pypdfium2
from PIL.Image import Image
from pypdfium2 import raw

from .document import Document, Run, Trouble, fitting
from .lines import Sign, runs_of

MOST_PAGES = 20_000
MOST_SIGNS = 60_000  # of one page
MOST_TEXT = 2_000_000  # signs of all pages
UNIT = 1000  # runs are told in thousandths of the width


def opened(file: IO[bytes]) -> Document:
    """Raises Trouble where it is no PDF that can be opened."""
    try:
        found = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise Trouble("protected" if "password" in str(error).lower() else "damaged") from error
    if len(found) > MOST_PAGES:
        raise Trouble("too_large")
    return Pdf(found)


class Pdf:
    """An open PDF."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def sizes(self) -> list[tuple[int, int]]:
        return [self._size(index) for index in range(len(self._document))]

    def draw(self, page: int, width: int) -> Image:
        found = self._page(page)
        across, down = found.get_size()
        scale = fitting(across, down, width)
        picture: Image = found.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_pil()
        return picture.convert("RGB")

    def texts(self) -> list[str]:
        found, left = [], MOST_TEXT
        for number in range(1, len(self._document) + 1):
            text = str(self._page(number).get_textpage().get_text_range())[:left]
            found.append(text.encode("utf-8", "replace").decode())
            left -= len(text)
        return found

    def runs(self, page: int) -> list[Run]:
        found = self._page(page)
        text = found.get_textpage()
        width, height = found.get_size()
        tall = round(UNIT * height / width)
        signs = (_sign(found, text, index, (UNIT, tall)) for index in range(min(text.count_chars(), MOST_SIGNS)))
        return runs_of(signs)

    def _page(self, number: int) -> Any:
        try:
            return self._document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise Trouble("damaged") from error

    def _size(self, index: int) -> tuple[int, int]:
        try:
            width, height = self._document.get_page_size(index)
        except pypdfium2.PdfiumError:
            return 595, 842  # a broken page does not hide the others
        return max(1, round(width)), max(1, round(height))


def _sign(page: Any, text: Any, index: int, size: tuple[int, int]) -> Sign:
    letter = chr(raw.FPDFText_GetUnicode(text, index))
    try:
        left, bottom, right, top = text.get_charbox(index, loose=True)
    except pypdfium2.PdfiumError:
        return Sign(letter, 0, 0, 0, 0)
    (x0, y0), (x1, y1) = _device(page, size, left, top), _device(page, size, right, bottom)
    return Sign(letter, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _device(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """A place on the page as it is drawn: turned and cropped as the page says."""
    across, down = raw.c_int(), raw.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value
