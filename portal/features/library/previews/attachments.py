"""What is attached to a mail, taken out of it by a child: few at once, kept nowhere."""

import threading
from dataclasses import dataclass

from portal.features.library.extraction.outline.run import attached_of
from portal.features.library.previews.source import Source
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.kernel.box import NoBox

PATIENCE = 10.0  # seconds
_gate = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Its name as the mail says, its type by what is in it, its bytes."""

    name: str
    media_type: str
    body: bytes


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
