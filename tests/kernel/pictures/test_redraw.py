"""What comes back from the child: small, upright, bare; and nothing from what is no picture."""

import io
import zlib

import pytest
from PIL import ExifTags, Image

from portal.kernel.pictures import LARGEST, Unreadable, redraw
from portal.kernel.pictures.redraw import RETURNED


def encoded(picture: Image.Image, kind: str = "JPEG", **said: object) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, kind, **said)
    file.seek(0)
    return file


def photo() -> io.BytesIO:
    """Red above blue, stored on its side, with a place and a name in it."""
    picture = Image.new("RGB", (600, 400), "blue")
    picture.paste("red", (0, 0, 300, 400))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Secret Person"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 5.0, 0.0)
    return encoded(picture, exif=exif, comment=b"Secret Person")


def test_a_photo_comes_back_small_square_upright_and_bare() -> None:
    drawn = redraw(photo(), edge=64, square=True)
    picture = Image.open(io.BytesIO(drawn))
    assert (picture.format, picture.size) == ("WEBP", (64, 64))
    assert not picture.getexif()
    assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
    assert b"Secret" not in drawn
    red, _green, blue = picture.convert("RGB").getpixel((32, 8))  # type: ignore[misc]  # three numbers
    assert red > 200 > blue


def test_a_logo_keeps_its_shape_and_its_holes() -> None:
    picture = Image.open(io.BytesIO(redraw(encoded(Image.new("RGBA", (400, 100)), "PNG"), edge=64, square=False)))
    assert picture.size == (64, 16)
    assert picture.mode == "RGBA"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG"])
def test_what_can_be_read(kind: str) -> None:
    assert redraw(encoded(Image.new("L", (10, 10)), kind), edge=16, square=True)


def bomb() -> bytes:
    """A few kilobytes that say they are 60,000 by 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10**6)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\xff\xd8\xff" + b"\0" * 5000,
        photo().getvalue()[:900],
        bomb(),
        b"\x00" * (LARGEST + 1),
    ],
    ids=["nothing", "beginning", "svg", "pdf", "noise", "cut", "bomb", "too large"],
)
def test_what_is_no_picture_is_refused(given: bytes) -> None:
    with pytest.raises(Unreadable):
        redraw(io.BytesIO(given), edge=64, square=True)


def test_a_picture_of_noise_stays_small() -> None:
    noise = Image.effect_noise((1200, 1200), 200)
    assert len(redraw(encoded(noise), edge=256, square=True)) < RETURNED / 4
