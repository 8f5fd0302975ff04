"""Whether what children need can be loaded and the walls stand."""

import socket
from contextlib import suppress
from pathlib import Path

import lxml.etree
import pypdfium2
from PIL import Image

NEEDED = (lxml.etree, pypdfium2, Image)
HIDDEN = ("/etc/passwd", "/var", "/sys")


def main() -> None:
    """Fail where anything can be reached that must not be."""
    found = [place for place in HIDDEN if Path(place).exists()]
    if found or _anybody():
        raise PermissionError(*found)


def _anybody() -> bool:
    """Whether a machine, this one too, answers, be it with a refusal."""
    with suppress(OSError), socket.socket() as line:
        try:
            line.connect(("127.0.0.1", 1))
        except ConnectionRefusedError:
            return True
    return False
