"""In the box: tells the bytes of one attachment of a mail, by its number in the outline."""

import sys

from portal.features.library.extraction.formats.attached import kind_of
from portal.features.library.extraction.outline.mail import letter_of
from portal.kernel.box.child.tell import tell


def main(number: str) -> None:
    """Fail where there is no such attachment."""
    part = letter_of(sys.stdin.buffer.read()).attached[int(number) - 1]
    tell(part.data, name=part.name.encode("utf-8", "replace").decode(), media_type=kind_of(part))
