"""Calendars and address cards: what people wrote in them, a line each."""

import quopri
import re
from collections.abc import Iterator

from portal.features.library.extraction.formats.words import decode

FOLD = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r"^(?:[\w-]+\.)?([\w-]+)((?:;[^:\"\n]*(?:\"[^\"\n]*\"[^:\"\n]*)*)?):(.*)$", re.MULTILINE)
NAMED = re.compile(r";CN=(?:\"([^\"]*)\"|([^;:]*))", re.IGNORECASE)
ESCAPED = re.compile(r"\\([\\,;nN])")
CALENDAR = ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CATEGORIES", "CONTACT", "ORGANIZER", "ATTENDEE", "URL")
PERSON = ("FN", "N", "NICKNAME", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "ADR", "NOTE", "LABEL")
MOMENTS = ("DTSTART", "DTEND", "DUE", "BDAY")
SHOWN = frozenset((*CALENDAR, *PERSON, *MOMENTS))
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d)?")


def pages(data: bytes) -> Iterator[str]:
    """The words as one page."""
    yield "\n".join(filter(None, _lines(FOLD.sub("", decode(data)))))


def _lines(text: str) -> Iterator[str]:
    for name, more, value in LINE.findall(re.sub(r"=\r?\n", "", text) if "QUOTED-PRINTABLE" in text.upper() else text):
        if name.upper() in SHOWN:
            said = _moment(value) if name.upper() in MOMENTS else _said(value.strip(), more)
            named = NAMED.search(more)
            yield " ".join(filter(None, ((named.group(1) or named.group(2)) if named else "", said)))


def _said(value: str, more: str) -> str:
    if "QUOTED-PRINTABLE" in more.upper():
        value = decode(quopri.decodestring(value.encode("utf-8", "replace")))
    value = re.sub(r"(?<!\\);", " ", value)
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).removeprefix("mailto:").strip()


def _moment(value: str) -> str:
    """20260304T1015 as people write it, so that it is found."""
    found = MOMENT.match(value.strip())
    if not found:
        return value.strip()
    year, month, day, hour, minute = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")
