"""A PDF of pictures, written as it goes: one page in memory at a time (PDF 1.7, ISO 32000-1, DCTDecode streams)."""

from collections.abc import Iterable, Iterator

DOTS = 150  # pixels of a picture to the inch
POINTS = 72


def picture_pdf(pictures: Iterable[tuple[bytes, tuple[int, int]]]) -> Iterator[bytes]:
    """The bytes of a PDF with one page for each JPEG (bytes, width and height in pixels), in order."""
    writer = _Writer()
    yield writer.begin()
    pages = []
    for body, size in pictures:
        number = writer.next
        pages.append(number)
        yield from writer.page(number, body, size)
    yield writer.end(pages)


class _Writer:
    """Counts where each object begins; 1 is the catalogue, 2 the list of pages, which is written last."""

    def __init__(self) -> None:
        self.next, self._at = 3, 0
        self._places: dict[int, int] = {}

    def begin(self) -> bytes:
        return self._sent(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def page(self, number: int, body: bytes, size: tuple[int, int]) -> Iterator[bytes]:
        width, height = (side * POINTS / DOTS for side in size)
        drawing = f"{width:.2f} 0 0 {height:.2f} 0 0 cm /P Do".encode()
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents {number + 1} 0 R"
        yield self._object(number, f"{page}/Resources<</XObject<</P {number + 2} 0 R>>>>>>".encode())
        yield self._object(number + 1, b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing))
        picture = f"<</Type/XObject/Subtype/Image/Width {size[0]}/Height {size[1]}/ColorSpace/DeviceRGB"
        kind = f"{picture}/BitsPerComponent 8/Filter/DCTDecode/Length {len(body)}>>stream\n".encode()
        yield self._object(number + 2, kind + body + b"\nendstream")
        self.next = number + 3

    def end(self, pages: list[int]) -> bytes:
        kids = " ".join(f"{number} 0 R" for number in pages)
        last = self._object(1, b"<</Type/Catalog/Pages 2 0 R>>")
        last += self._object(2, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode())
        table = "".join(f"{self._places[number]:010d} 00000 n \n" for number in range(1, self.next))
        tail = f"xref\n0 {self.next}\n0000000000 65535 f \n{table}trailer<</Size {self.next}/Root 1 0 R>>\n"
        return last + f"{tail}startxref\n{self._at}\n%%EOF\n".encode()

    def _object(self, number: int, body: bytes) -> bytes:
        self._places[number] = self._at
        return self._sent(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _sent(self, body: bytes) -> bytes:
        self._at += len(body)
        return body
