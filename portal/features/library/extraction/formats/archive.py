"""Office files are ZIP archives of XML: opened with care for what they claim to hold."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from portal.features.library.extraction.formats.trouble import damaged, protected, too_large

MOST_PARTS = 20_000
MOST_BYTES = 400 * 1024**2  # of all parts, unpacked
MOST_PART = 150 * 1024**2  # of one part that is read
OLE = b"\xd0\xcf\x11\xe0"  # an encrypted office file is an old compound file around the real one


class Parts:
    """The parts of an office file by name."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(OLE):
            raise protected()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise damaged() from error
        infos = self._zip.infolist()
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
            raise too_large()
        self.names = [info.filename for info in infos]

    def read(self, name: str) -> bytes:
        """The bytes of one part; nothing when it is not there."""
        if name not in self.names:
            return b""
        if self._zip.getinfo(name).file_size > MOST_PART:
            raise too_large()
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
            raise damaged() from error
        except RuntimeError as error:  # zipfile's word for a password
            raise protected() from error

    def elements(self, name: str) -> Iterator[Any]:
        """Every element of an XML part when it ends. No entity is resolved, nothing is fetched."""
        part = self.read(name)
        if not part:
            return
        events = etree.iterparse(
            io.BytesIO(part), events=("end",), resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            for _event, element in events:
                yield element
        except etree.XMLSyntaxError as error:
            raise damaged() from error


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def paragraphs(parts: Parts, name: str) -> str:
    """The words of a part of WordprocessingML or DrawingML: one line a paragraph or value, cells parted by tabs."""
    lines: list[str] = []
    line: list[str] = []
    for element in parts.elements(name):
        match local(element):
            case "t":
                line.append(element.text or "")
            case "tab":
                line.append("\t")
            case "v" | "text" if element.text and not element.text.isspace():  # of a chart; an old comment
                lines.append(element.text)
            case "br" | "cr":
                line.append("\n")
            case "p":
                lines.append("".join(line))
                line.clear()
                element.clear()
    return "\n".join(lines)
