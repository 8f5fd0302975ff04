"""The parent's side: the outline of a file, frame by frame."""

from collections.abc import Iterator
from typing import IO

from flask import current_app

from portal.features.library.extraction.outline.kinds import MAILS
from portal.kernel.box import Child, Frame, How, Limits, frames_of, run_boxed

SEES = ("portal.features.library.extraction",)
CHILD = Child("portal.features.library.extraction.outline.child", sees=SEES)
PICK = Child("portal.features.library.extraction.outline.pick", sees=SEES)
ANSWER = 128 * 1024**2


def outline_of(source: IO[bytes], media_type: str) -> Iterator[Frame]:
    """The frames of a file of a type that has an outline, as `outline/__init__.py` describes them; NoBox without one.

    The last is always an `end`, whatever happens in the box.
    """
    told = frames_of(CHILD, media_type, source=source, limits=_limits())
    last: Frame | None = None
    how = How.DONE
    while True:
        try:
            last = next(told)
        except StopIteration as end:
            how = end.value
            break
        yield last
    if last is None or last.head.get("end") is not True:
        yield Frame({"end": True, "cut": True, "reason": str(How.DAMAGED if how is How.DONE else how)})


def attached_of(source: IO[bytes], media_type: str, number: int) -> tuple[str, str, bytes] | None:
    """Name, media type and bytes of an attachment of a mail by its number in the outline."""
    if media_type not in MAILS:
        return None
    answer = run_boxed(PICK, str(number), source=source, limits=_limits())
    if answer.how is not How.DONE or not answer.frames:
        return None
    frame = answer.frames[0]
    return str(frame.head.get("name", "")), str(frame.head.get("media_type", "")), frame.body


def _limits() -> Limits:
    config = current_app.config
    cpu = config["PARSER_CPU_SECONDS"]
    return Limits(cpu=cpu, wall=cpu * 2, memory=config["PARSER_MEMORY_BYTES"], answer=ANSWER)
