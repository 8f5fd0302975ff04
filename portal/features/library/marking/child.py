"""In the box: pictures in, the same pictures with words over them out.

The input is one picture after the other, each behind its length in four bytes. Started with the format of the answer
(WEBP or JPEG) and the words as a JSON list of lines.
"""

import io
import json
import sys
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont

from portal.kernel.box.child.tell import tell

FORMATS = {"WEBP": {"quality": 82, "method": 2}, "JPEG": {"quality": 80}}
INK, STRENGTH = (70, 70, 70), 0.26  # dark enough to survive a copy, light enough to read through
SMALLEST, PER_WIDTH = 11, 52  # pixels; letters are a 52nd of the page's width
ANGLE = 24


def main(kind: str, words: str) -> None:
    """Mark every picture of the input."""
    options, lines = FORMATS[kind], json.loads(words)
    for body in _pictures():
        picture = Image.open(io.BytesIO(body)).convert("RGB")
        _mark(picture, lines)
        answer = io.BytesIO()
        picture.save(answer, kind, **options)
        tell(answer.getvalue(), size=picture.size)


def _pictures() -> Iterator[bytes]:
    while len(head := sys.stdin.buffer.read(4)) == 4:
        yield sys.stdin.buffer.read(int.from_bytes(head, "big"))


def _mark(picture: Image.Image, lines: list[str]) -> None:
    """Lay the words over all of it, in rows that are shifted against each other, so that no strip of it is free."""
    font = ImageFont.load_default(max(SMALLEST, picture.width / PER_WIDTH))
    stamp = _stamp("\n".join(lines), font)
    side = int((picture.width**2 + picture.height**2) ** 0.5) + 1
    veil = Image.new("L", (side, side))
    across, down = int(stamp.width * 1.35), int(stamp.height * 1.7)
    for row in range(side // down + 1):
        for place in range(-across, side, across):
            veil.paste(stamp, (place + (row % 2) * across // 2, row * down))
    turned = veil.rotate(ANGLE)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    picture.paste(INK, mask=turned.crop((left, top, left + picture.width, top + picture.height)))


def _stamp(text: str, font: ImageFont.ImageFont | ImageFont.FreeTypeFont) -> Image.Image:
    left, top, right, bottom = ImageDraw.Draw(Image.new("L", (1, 1))).multiline_textbbox((0, 0), text, font=font)
    stamp = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    ImageDraw.Draw(stamp).multiline_text((-left, -top), text, font=font, fill=int(255 * STRENGTH))
    return stamp
