"""Pictures of a document, drawn anew: upright, of bearable size, without anything that was hidden in them."""

import io
import warnings
from functools import lru_cache

from PIL import Image, ImageOps

from portal.features.library.extraction.outline.blocks import Block, clean

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
PIXELS = 40_000_000
EDGE = 1400
LARGEST = 30 * 1024**2


def picture(data: bytes, alt: str = "") -> Block | None:
    """The picture as a block, or None where it is none."""
    if not 0 < len(data) <= LARGEST:
        return None
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn, width, height = _drawn(data)
    except Exception:  # noqa: BLE001 (a picture that cannot be drawn does not hide the document)
        return None
    return Block({"block": "picture", "alt": clean(alt)[:500], "width": width, "height": height}, drawn)


@lru_cache(maxsize=16)  # a logo stands on every slide
def _drawn(data: bytes) -> tuple[bytes, int, int]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as given:
        given.draft("RGB", (EDGE, EDGE))
        upright = ImageOps.exif_transpose(given)
        drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    drawn.thumbnail((EDGE, EDGE))
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    answer = io.BytesIO()
    bare.save(answer, "WEBP", quality=82, method=2)
    return answer.getvalue(), bare.width, bare.height
