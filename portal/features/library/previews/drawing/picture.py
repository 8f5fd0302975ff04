"""Pictures: turned upright and drawn anew, so that nothing hidden in them is given out. A TIFF has a page a frame."""

import warnings
from typing import IO

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from .document import Document, Run, Trouble, fitting

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "ICO", "AVIF", "JPEG2000", "PPM", "HEIF")
PIXELS = 100_000_000  # of what is read
MOST_FRAMES = 500
MANY = ("TIFF",)  # whose frames are pages; those of others are a film


def opened(file: IO[bytes]) -> Document:
    """Raises Trouble where it is no picture of a kind that is drawn."""
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    try:
        found = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise Trouble("too_large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Trouble("damaged") from error
    if found.width * found.height > PIXELS:
        raise Trouble("too_large")
    return Picture(found)


class Picture:
    """An open picture."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        frames = int(getattr(image, "n_frames", 1)) if image.format in MANY else 1
        self._frames = min(frames, MOST_FRAMES)

    def sizes(self) -> list[tuple[int, int]]:
        found = []
        for frame in range(self._frames):
            self._image.seek(frame)
            found.append(_upright_size(self._image))
        return found

    def draw(self, page: int, width: int) -> Image.Image:
        if self._frames > 1:
            self._image.seek(page - 1)
        self._image.draft("RGB", (width, width))
        upright = ImageOps.exif_transpose(self._image)
        drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        scale = min(1.0, fitting(drawn.width, drawn.height, width))
        small = drawn.resize((max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))))
        bare = Image.new(small.mode, small.size)
        bare.paste(small)
        return bare

    def texts(self) -> list[str]:
        return []

    def runs(self, _page: int) -> list[Run]:
        return []


def _upright_size(image: Image.Image) -> tuple[int, int]:
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)
