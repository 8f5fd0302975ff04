"""Whether what children need can be loaded and the walls stand."""

import socket
from pathlib import Path

import lxml.etree
import pypdfium2
from PIL import Image

NEEDED = (lxml.etree, pypdfium2, Image)
HIDDEN = ("/etc/passwd", "/var", "/sys")


def main() -> None:
    """Fail where anything can be reached that must not be."""
    found = [place for place in HIDDEN if Path(place).exists()]
    if found or _lines():
        raise PermissionError(*found)


def _lines() -> list[str]:
    """The lines that lead out of here; the machine itself is behind walls of its own."""
    return [name for _number, name in socket.if_nameindex() if name != "lo"]
