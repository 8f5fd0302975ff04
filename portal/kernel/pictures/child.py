"""In the box: reads one picture from its input, draws it anew as WebP. Needs nothing but Pillow.

Its arguments are the longest side in pixels and the shape, `square` or `whole`. It fails where the input is no picture.
"""

import io
import sys
import warnings

from PIL import Image, ImageOps

from portal.kernel.box.child.tell import tell

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PIXELS = 60_000_000


def main(edge: str, shape: str) -> None:
    """Turn it upright, make it small, and copy its pixels into a picture that knows nothing else."""
    side = int(edge)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(sys.stdin.buffer, formats=FORMATS) as given:
        given.draft("RGB", (side * 2, side * 2))
        upright = ImageOps.exif_transpose(given)
        drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    small = ImageOps.fit(drawn, (side, side)) if shape == "square" else ImageOps.contain(drawn, (side, side))
    bare = Image.new(small.mode, small.size)
    bare.paste(small)
    answer = io.BytesIO()
    bare.save(answer, "WEBP", quality=86)
    tell(answer.getvalue())
