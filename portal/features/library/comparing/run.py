"""Comparing the words of two versions, from the portal's side."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from werkzeug.exceptions import ServiceUnavailable

from portal.features.library.models import FileVersion, PageText
from portal.kernel.box import Child, How, Limits, NoBox, run_boxed
from portal.kernel.db import db

WORDS = 400_000  # of a version; a thick book has fewer
CHARACTERS = 3_000_000  # of a version, more than are kept of one
SHOWN = 200  # changes
CHILD = Child("portal.features.library.comparing.child", sees=("portal.features.library.comparing",))
LIMITS = Limits(cpu=8, wall=20.0, memory=768 * 1024**2, answer=16 * 1024**2)
COME_BACK = 5  # seconds
_places = threading.BoundedSemaphore(2)  # at once in a process: each takes a processor


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed: `changes` as `changes.py` gives them, numbers of words, and of places, of which some are shown.

    `whole` is false where only the beginning was compared; `failed` tells that it took too much time or memory, or that
    this machine has no box.
    """

    changes: list[dict[str, Any]] = field(default_factory=list)
    places: int = 0
    gone: int = 0
    new: int = 0
    whole: bool = True
    failed: bool = False


def words_of(version: FileVersion) -> dict[int, str]:
    """The words of a version by page; of a text that is longer than is compared, a little more than that."""
    query = select(PageText.page, PageText.text).where(PageText.version_id == version.id).order_by(PageText.page)
    found, length = dict[int, str](), 0
    for page, text in db.session.execute(query):
        found[page], length = text, length + len(text)
        if length > CHARACTERS:
            break
    return found


def compare(before: Mapping[int, str], after: Mapping[int, str]) -> Comparison:
    """What changed from one to the other. Nothing is held in the database; ServiceUnavailable while others compare."""
    db.session.rollback()
    if not _places.acquire(timeout=COME_BACK):
        raise ServiceUnavailable(retry_after=COME_BACK)
    try:
        source = b"".join(json.dumps(each).encode() + b"\n" for each in (before, after))
        answer = run_boxed(CHILD, str(WORDS), str(SHOWN), source=source, limits=LIMITS)
    except NoBox:
        return Comparison(failed=True)
    finally:
        _places.release()
    if answer.how is not How.DONE or len(answer.frames) != 1:
        return Comparison(failed=True)
    return Comparison(**answer.frames[0].head)
