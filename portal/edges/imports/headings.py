"""What stands at the head of a mail: who, when, about what, and in answer to which."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from portal.edges.imports.charsets import header_text
from portal.features.identity.forms import ADDRESS
from portal.kernel.db import now
from portal.kernel.text import clean_line

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")
ANSWER = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|vs|fw|fwd|wg|tr|rv|\u7b54\u590d|\u56de\u590d|\u8f6c\u53d1)\s*(?:\[\d+\])?\s*[:\uff1a]\s*)+",
    re.IGNORECASE,
)
STAMP = re.compile(r"(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} +\d{1,2} \d{1,2}:\d{2}(?::\d{2})?(?: [A-Z+\-]\S*)* \d{4}")
MOST_REFERENCES = 500


class Malformed(Exception):
    """A message that cannot be filed; says why in words for whoever imports."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote: a name (may be empty) and an address as given."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of one message. `answers` are the ids it refers to, its parent last; `at` may be unknown."""

    message_id: str
    answers: tuple[str, ...]
    subject: str
    author: Author
    at: datetime | None


def heading_of(mail: Message, envelope: bytes) -> Heading:
    """Read the head; raises Malformed when nobody can be said to have written it."""
    raw = _raw(mail)
    if not raw:
        raise Malformed("it has no header")
    ids = MESSAGE_ID.findall(raw.get("message-id", ""))
    references = MESSAGE_ID.findall(raw.get("references", ""))[-MOST_REFERENCES:]
    replied = MESSAGE_ID.findall(raw.get("in-reply-to", ""))[:3]
    return Heading(
        message_id=ids[0] if ids else "",
        answers=tuple(dict.fromkeys((*references, *replied))),
        subject=clean_line(header_text(raw.get("subject", ""))),
        author=_author(raw, envelope),
        at=_date(raw, envelope),
    )


def title_of(subject: str) -> str:
    """A subject without "Re:" and its kind."""
    return ANSWER.sub("", subject).strip()


def is_answer(subject: str) -> bool:
    """Whether a subject says that it answers another."""
    return ANSWER.match(subject) is not None


def digest_of(data: bytes) -> str:
    """What tells two messages of one id apart."""
    return hashlib.sha256(data.rstrip(b"\r\n")).hexdigest()[:24]


def _raw(mail: Message) -> dict[str, str]:
    """Headers by lower-case name, the first of each; all of `received`, newest first, are one text."""
    found: dict[str, str] = {}
    for name, value in mail.raw_items():
        found.setdefault(str(name).lower(), str(value))
    return found


def _author(raw: dict[str, str], envelope: bytes) -> Author:
    candidates = [*_people(raw.get("from", "")), *_people(raw.get("sender", "")), *_people(raw.get("reply-to", ""))]
    name, email = candidates[0] if candidates else ("", "")
    if " via " in name:  # a list that signs in its own name, to please a mail check
        behind = [*_people(raw.get("x-original-from", "")), *_people(raw.get("reply-to", ""))]
        name = name.partition(" via ")[0].strip("'\" ")
        email = next((other for _name, other in behind if other.casefold() != email.casefold()), email)
    if not email:
        sender = re.match(rb"^From (\S+@\S+) ", envelope)
        email = sender.group(1).decode("ascii", "replace") if sender else ""
    if not ADDRESS.fullmatch(email):
        raise Malformed("it names no author with an address")
    return Author(clean_line(name, limit=160), email)


def _people(*values: str) -> Iterator[tuple[str, str]]:
    for name, email in getaddresses([value.replace("\n", " ").replace("\r", " ") for value in values if value]):
        address = email.strip().strip("<>'\"")
        if "@" in address:
            yield header_text(name), address[:254]


def _date(raw: dict[str, str], envelope: bytes) -> datetime | None:
    received = raw.get("received", "").rpartition(";")[2]
    stamp = STAMP.search(envelope.decode("ascii", "replace"))
    for value in (raw.get("date", ""), raw.get("delivery-date", ""), received, stamp.group(0) if stamp else ""):
        found = _moment(value)
        if found is not None:
            return found
    return None


def _moment(value: str) -> datetime | None:
    """A date that can be true, in UTC."""
    try:
        found = parsedate_to_datetime(" ".join(value.split()))
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if EARLIEST < found < now() + timedelta(days=2) else None
