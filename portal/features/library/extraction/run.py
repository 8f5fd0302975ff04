"""The parent's side: hand a file to the child, believe nothing but its frames."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from flask import current_app

from portal.features.library.extraction.media import PROTECTED
from portal.features.library.extraction.readers import FORMATS
from portal.features.library.models import TextState
from portal.kernel.box import Child, Frame, How, Limits, NoBox, run_boxed
from portal.kernel.text import clean_text

CHILD = Child("portal.features.library.extraction.child", sees=("portal.features.library.extraction",))
WORDLESS = ("image/", "audio/", "video/")
PATIENCE = 2  # times the CPU seconds may pass on the clock
LARGEST = 256 * 1024**2  # bytes of a file that is read for words
ESCAPED = 12  # bytes a character may take on its way out of the box


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading ended: the state, the stored word for the reason, the number of pages and the words by page."""

    state: TextState
    reason: str = ""
    pages: int = 0
    words: dict[int, str] = field(default_factory=dict)


def extract(chunks: Iterable[bytes], *, media_type: str, size: int) -> Outcome:
    """The words of a file. Never raises for what is in it."""
    known = _known(media_type, size)
    if known is not None:
        return known
    with tempfile.TemporaryFile() as given:
        for chunk in chunks:
            given.write(chunk)
        try:
            return _read(given, media_type)
        except NoBox:
            return Outcome(TextState.UNREADABLE, "no_box")


def _known(media_type: str, size: int) -> Outcome | None:
    """What is clear before anything is read."""
    if media_type == PROTECTED:
        return Outcome(TextState.UNREADABLE, "protected")
    if media_type not in FORMATS:
        wordless = media_type.startswith(WORDLESS)
        return Outcome(TextState.EMPTY, "nothing") if wordless else Outcome(TextState.UNSUPPORTED, "unsupported")
    if size == 0:
        return Outcome(TextState.EMPTY, "nothing")
    return Outcome(TextState.UNREADABLE, "too_large") if size > LARGEST else None


def _read(given: IO[bytes], media_type: str) -> Outcome:
    config = current_app.config
    cpu, most = config["PARSER_CPU_SECONDS"], config["PARSER_MAX_CHARS"]
    limits = Limits(cpu=cpu, wall=cpu * PATIENCE, memory=config["PARSER_MEMORY_BYTES"], answer=1024**2 + most * ESCAPED)
    answer = run_boxed(CHILD, media_type, str(most), source=given, limits=limits)
    words = _words(answer.frames)
    end = _end(answer.frames)
    reason = str(end.get("reason", "")) if end else str(How.DAMAGED if answer.how is How.DONE else answer.how)
    pages = _number(end.get("pages")) or len(words)
    if words:
        whole = sum(map(len, words.values())) < most and not reason
        return Outcome(TextState.READ, "" if whole else "partly", pages, words)
    return Outcome(TextState.UNREADABLE, reason, pages) if reason else Outcome(TextState.EMPTY, "nothing", pages)


def _words(frames: list[Frame]) -> dict[int, str]:
    found = {_number(each.head.get("page")): clean_text(str(each.head.get("text", ""))) for each in frames}
    return {page: text for page, text in found.items() if page and text.strip()}


def _end(frames: list[Frame]) -> dict[str, Any]:
    return frames[-1].head if frames and frames[-1].head.get("end") is True else {}


def _number(given: object) -> int:
    return given if isinstance(given, int) and 0 < given < 10**6 else 0
