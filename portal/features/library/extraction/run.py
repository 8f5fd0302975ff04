"""The parent's side: hand a file to the child, wait no longer than allowed, believe nothing but its lines."""

import json
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from flask import current_app

from portal.features.library.extraction.child import FORMATS
from portal.features.library.extraction.sandbox import ENVIRONMENT, command
from portal.features.library.models import TextState
from portal.features.library.sniff import PROTECTED
from portal.kernel.text import clean_text

PATIENCE = 2  # times the CPU seconds may pass on the clock
LARGEST = 256 * 1024**2  # bytes of a file that is read for words
LONGEST_LINE = 32 * 1024**2


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading ended: the state, the stored word for the reason, the number of pages and the words by page."""

    state: TextState
    reason: str = ""
    pages: int = 0
    words: dict[int, str] = field(default_factory=dict)


def extract(chunks: Iterable[bytes], *, media_type: str, size: int) -> Outcome:
    """The words of a file. Never raises for what is in it."""
    if media_type == PROTECTED:
        return Outcome(TextState.UNREADABLE, "protected")
    if media_type not in FORMATS:
        return Outcome(TextState.UNSUPPORTED, "unsupported")
    if size == 0:
        return Outcome(TextState.EMPTY, "nothing")
    if size > LARGEST:
        return Outcome(TextState.UNREADABLE, "too_large")
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        for chunk in chunks:
            given.write(chunk)
        given.seek(0)
        code = _run(media_type, given, answer)
        answer.seek(0)
        return _outcome(answer, code)


def _run(media_type: str, given: IO[bytes], answer: IO[bytes]) -> int:
    config = current_app.config
    limits = (config["PARSER_CPU_SECONDS"], config["PARSER_MEMORY_BYTES"], config["PARSER_MAX_CHARS"])
    call = command(media_type, *map(str, limits))
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the type is one of the table's)
            call,
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            timeout=limits[0] * PATIENCE,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    return done.returncode


def _outcome(answer: IO[bytes], code: int) -> Outcome:
    words: dict[int, str] = {}
    end: dict[str, Any] = {}
    for raw in iter(lambda: answer.readline(LONGEST_LINE), b""):
        line = _line(raw)
        if line.get("end"):
            end = line
        elif isinstance(line.get("page"), int) and clean_text(str(line.get("text", ""))).strip():
            words[line["page"]] = clean_text(str(line["text"]))
    reason = str(end.get("reason", "")) if end else _death(code)
    pages = int(end.get("pages", 0)) or len(words)
    if words:
        whole = sum(map(len, words.values())) < current_app.config["PARSER_MAX_CHARS"] and not reason
        return Outcome(TextState.READ, "" if whole else "partly", pages, words)
    return Outcome(TextState.UNREADABLE, reason, pages) if reason else Outcome(TextState.EMPTY, "nothing", pages)


def _line(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _death(code: int) -> str:
    """A child without a last word: too slow, else too large. A box reports a signal as 128 and its number."""
    slow = {-signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU, 128 + signal.SIGKILL}
    return "too_slow" if code in slow else "too_large"
