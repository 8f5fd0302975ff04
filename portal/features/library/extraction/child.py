"""The child: limits itself, reads one file from its input, writes its words as JSON lines. Needs nothing else.

Started as `python -m extraction.child TYPE CPU_SECONDS MEMORY_BYTES MAX_CHARS`. The last line tells how it ended.
"""

import json
import re
import resource
import sys
from importlib import import_module
from typing import Any

OUTPUT = 64 * 1024**2  # bytes that may be written to any file
FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.exec",
    "os.system",
    "os.fork",
)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
FORMATS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "xlsx",
    "message/rfc822": "eml",
    "text/html": "html",
    "application/json": "words",
    "application/xml": "words",
    "text/plain": "words",
    "text/markdown": "words",
    "text/csv": "words",
    "text/tab-separated-values": "words",
}


def main(media_type: str, cpu: int, memory: int, limit: int) -> None:
    """Read the input as that type and say how it went."""
    _limit(cpu, memory)
    count = read = 0
    reason = ""
    try:
        reader = import_module(f".formats.{FORMATS[media_type]}", __package__)
        sys.addaudithook(_forbid)
        for number, text in enumerate(reader.pages(sys.stdin.buffer.read()), start=1):
            kept = UNSTORABLE.sub("", text)[: limit - read]
            read, count = read + len(kept), number
            if kept.strip():
                _tell(page=number, text=kept)
            if read >= limit:
                break
    except (MemoryError, OSError):
        reason = "too_large"
    except Exception as error:  # noqa: BLE001 (whatever a parser throws, the file is what is wrong)
        reason = getattr(error, "reason", "damaged")
    _tell(end=True, pages=count, reason=reason)


def _limit(cpu: int, memory: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most, most) if hard == resource.RLIM_INFINITY or most <= hard else (hard, hard))


def _forbid(event: str, _details: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)


def _tell(**line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
