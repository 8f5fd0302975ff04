"""The child: limits itself, reads one picture from its input, writes it anew as WebP. Needs nothing but Pillow.

Started as `python -I child.py EDGE SHAPE`: the longest side in pixels, `square` or `whole`. It writes nothing where the
input is no picture.
"""

import resource
import sys
import warnings

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PIXELS = 60_000_000
CPU_SECONDS, MEMORY, OUTPUT = 10, 1024**3, 4 * 1024**2


def main(edge: int, *, square: bool) -> None:
    """Turn it upright, make it small, and copy its pixels into a picture that knows nothing else."""
    _limit()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(sys.stdin.buffer, formats=FORMATS) as given:
        given.draft("RGB", (edge * 2, edge * 2))
        upright = ImageOps.exif_transpose(given)
        drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    size = (edge, edge)
    small = ImageOps.fit(drawn, size) if square else ImageOps.contain(drawn, size)
    bare = Image.new(small.mode, small.size)
    bare.paste(small)
    bare.save(sys.stdout.buffer, "WEBP", quality=86)


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _soft, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


if __name__ == "__main__":
    main(int(sys.argv[1]), square=sys.argv[2] == "square")
