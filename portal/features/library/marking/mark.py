"""Letting the child mark pictures for somebody who looks at them now."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app, json

from portal.features.library.previews.studio import Busy, NotDrawn
from portal.features.workspaces.models import Member
from portal.kernel.box import Child, How, Limits, run_boxed
from portal.kernel.db import now
from portal.kernel.web.language import mail_time

CHILD = Child("portal.features.library.marking.child")
LIMITS = Limits(cpu=20, wall=40.0)
AT_ONCE = 2  # children of one process
PATIENCE = 20.0  # seconds somebody waits for one
PLAIN = 0x250  # letters below it are in the font that is always there
_KEY = "throughline.marking"


def words_for(member: Member, email: str) -> list[str]:
    """What is written over a page for this reader: the name as far as the font has its letters, address, moment."""
    name = member.person.name
    readable = [name] if all(ord(letter) < PLAIN for letter in name) else []
    return [*readable, email, f"{member.workspace.name[:60]}, {mail_time(now())}"]


def marked(pictures: Iterable[bytes], words: list[str], kind: str) -> list[tuple[bytes, tuple[int, int]]]:
    """The pictures with the words over them, as WEBP or JPEG, each with width and height. Raises NotDrawn or Busy."""
    given = b"".join(len(body).to_bytes(4, "big") + body for body in pictures)
    with _place():
        answer = run_boxed(CHILD, kind, json.dumps(words), source=given, limits=LIMITS)
    if answer.how is not How.DONE:
        raise NotDrawn(answer.how)
    return [(frame.body, (int(frame.head["size"][0]), int(frame.head["size"][1]))) for frame in answer.frames]


@contextmanager
def _place() -> Iterator[None]:
    fresh = threading.BoundedSemaphore(AT_ONCE)
    places = cast("threading.BoundedSemaphore", current_app.extensions.setdefault(_KEY, fresh))
    if not places.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        places.release()
