"""Which module of `formats` reads what."""

from collections.abc import Iterator
from importlib import import_module

from portal.features.library.extraction.media import ODF, OPEN_XML, ZIP

FORMATS = {
    "application/pdf": "pdf",
    f"{OPEN_XML}wordprocessingml.document": "docx",
    f"{OPEN_XML}presentationml.presentation": "pptx",
    f"{OPEN_XML}spreadsheetml.sheet": "xlsx",
    f"{ODF}text": "odf",
    f"{ODF}presentation": "odf",
    f"{ODF}spreadsheet": "xlsx",
    "application/msword": "doc",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.ms-excel": "xlsx",
    "application/vnd.ms-outlook": "msg",
    "application/epub+zip": "epub",
    "application/rtf": "rtf",
    "message/rfc822": "eml",
    "text/html": "html",
    "image/svg+xml": "html",
    "text/calendar": "cards",
    "text/vcard": "cards",
    "application/json": "words",
    "application/xml": "words",
    "application/yaml": "words",
    "text/plain": "words",
    "text/markdown": "words",
    "text/csv": "words",
    "text/tab-separated-values": "words",
    ZIP: "listing",
}


def read(media_type: str, data: bytes) -> Iterator[str]:
    """The pages of words of a file of a type of the table; Trouble, or whatever a parser throws, when it cannot be."""
    pages: Iterator[str] = import_module(f".formats.{FORMATS[media_type]}", __package__).pages(data)
    return pages
