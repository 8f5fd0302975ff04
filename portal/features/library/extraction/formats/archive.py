"""Office files are ZIP archives of XML: opened with care for what they claim to hold."""

import io
import posixpath
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

    def elements(self, name: str, *names: str) -> Iterator[Any]:
        """Elements of an XML part when they end: all, or those so named. No entity is resolved, nothing is fetched."""
        part = self.read(name)
        if not part:
            return
        events = etree.iterparse(
            io.BytesIO(part),
            events=("end",),
            tag=[f"{{*}}{each}" for each in names] or None,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        try:
            for _event, element in events:
                yield element
        except etree.XMLSyntaxError as error:
            raise damaged() from error

    def tree(self, name: str) -> Any:
        """The root of an XML part, or None where it is not there."""
        part = self.read(name)
        if not part:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(part, parser)
        except etree.XMLSyntaxError as error:
            raise damaged() from error


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def said(element: Any, name: str) -> str:
    """An attribute by its name without its namespace."""
    return next((str(value) for key, value in element.items() if key == name or key.endswith(f"}}{name}")), "")


def first(element: Any, *path: str) -> Any:
    """The first child so named of the first child so named, and so on, or None."""
    for name in path:
        element = next((each for each in element if local(each) == name), None)
        if element is None:
            return None
    return element


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
            case "docPr" | "cNvPr" if element.get("descr"):  # what a picture shows
                lines.append(element.get("descr"))
            case "p":
                lines.append("".join(line))
                line.clear()
                element.clear()
    return "\n".join(lines)


def relations(parts: Parts, name: str, *, outside: bool = False) -> list[tuple[str, str, str]]:
    """Key, kind and target part of each relation of a part; with the addresses of what lies `outside`, if asked."""
    folder, base = posixpath.split(name)
    found = []
    for element in parts.elements(f"{folder}/_rels/{base}.rels"):
        if local(element) != "Relationship":
            continue
        target = element.get("Target", "")
        external = element.get("TargetMode") == "External"
        if external and outside:
            found.append((element.get("Id", ""), element.get("Type", ""), target))
        elif not external:
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found.append((element.get("Id", ""), element.get("Type", ""), place))
    return found


def links(parts: Parts, name: str) -> list[str]:
    """The addresses a part links to, each once."""
    found = relations(parts, name, outside=True)
    return list(dict.fromkeys(target for _key, kind, target in found if kind.endswith("/hyperlink") and ":" in target))
