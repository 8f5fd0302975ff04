"""What is attached to a mail, taken out of it by a child, few at once; what is looked at is kept among the drawings."""

import json
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from portal.features.library.extraction.outline.run import attached_of
from portal.features.library.previews.cache import fail, failed, keep, kept, path_of
from portal.features.library.previews.source import Source
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.kernel.box import NoBox

PATIENCE = 10.0  # seconds
MOST = 64 * 1024**2  # bytes of what is shown in its place; the rest is fetched
BODY, ABOUT = ("body",), ("about",)
_gate = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Its name as the mail says, its type by what is in it, its bytes."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Inside:
    """Something attached to a mail that is looked at in its place: its number there, its name, its size, its bytes."""

    number: int
    name: str
    size: int
    source: Source


def inside(mail: Source, number: int) -> Inside:
    """To be looked at; the first who does has it taken out of the mail. Raises NotDrawn, or Busy."""
    place = mail.place / f"attached-{number}"
    about = kept(place, ABOUT)
    if about is None:
        about = _taken_out(mail, number, place)
    name, media_type, size = json.loads(about)
    made = str(path_of(place, BODY))
    return Inside(number, name, size, replace(mail, family="", place=place, made=made, media_type=media_type))


def attachment(document: Source, number: int) -> Attachment:
    """By its number in the outline of the mail. Raises NotDrawn where there is none, or Busy."""
    if number < 1:
        raise NotDrawn("missing")
    if not _gate.acquire(timeout=PATIENCE):
        raise Busy
    try:
        with document.open() as file:
            found = attached_of(file, document.media_type, number)
    except (NoBox, FileNotFoundError) as nothing:
        raise NotDrawn("missing") from nothing
    finally:
        _gate.release()
    if found is None:
        raise NotDrawn("missing")
    return Attachment(*found)


def _taken_out(mail: Source, number: int, place: Path) -> bytes:
    if reason := failed(place, ABOUT):
        raise NotDrawn(reason)
    found = attachment(mail, number)
    if len(found.body) > MOST:
        fail(place, ABOUT, "too_large")
        raise NotDrawn("too_large")
    keep(place, BODY, found.body)
    about = json.dumps([found.name, found.media_type, len(found.body)]).encode()
    keep(place, ABOUT, about)
    return about
