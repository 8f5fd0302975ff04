"""Books: one page a chapter, in the order they are read."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from portal.features.library.extraction.formats import html
from portal.features.library.extraction.formats.archive import Parts, local
from portal.features.library.extraction.formats.trouble import damaged, protected

PAGES = frozenset({"application/xhtml+xml", "text/html"})
FONTS = (
    b"http://www.idpf.org/2008/embedding",
    b"http://ns.adobe.com/pdf/enc#RC",
)  # scrambled, for a licence; not words


def pages(data: bytes) -> Iterator[str]:
    """The words of each chapter."""
    parts = Parts(data)
    for name in chapters(parts):
        yield next(html.pages(parts.read(name)))


def chapters(parts: Parts) -> list[str]:
    """The names of the parts that are read, in order."""
    encrypted = parts.read("META-INF/encryption.xml")
    if encrypted.count(b"EncryptionMethod") > sum(encrypted.count(font) for font in FONTS):
        raise protected()
    book = next(
        (each.get("full-path", "") for each in parts.elements("META-INF/container.xml") if local(each) == "rootfile"),
        "",
    )
    if book not in parts.names:
        raise damaged()
    folder = posixpath.dirname(book)
    named: dict[str, str] = {}
    order: list[str] = []
    for element in parts.elements(book):
        if local(element) == "item" and element.get("media-type") in PAGES:
            named[element.get("id", "")] = posixpath.normpath(posixpath.join(folder, unquote(element.get("href", ""))))
        elif local(element) == "itemref":
            order.append(element.get("idref", ""))
    return [named[key] for key in order if named.get(key) in parts.names]
