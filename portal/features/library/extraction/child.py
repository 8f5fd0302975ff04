"""In the box: reads one file from its input as the type it is said to be, tells its words page by page.

The last frame tells how it ended. Nothing else of the portal is loaded.
"""

import re
import sys
from importlib import import_module

from portal.kernel.box.child.tell import tell

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


def main(media_type: str, most: str) -> None:
    """Tell at most that many characters."""
    left, count = int(most), 0
    reason = ""
    try:
        reader = import_module(f".formats.{FORMATS[media_type]}", __package__)
        for number, text in enumerate(reader.pages(sys.stdin.buffer.read()), start=1):
            kept = UNSTORABLE.sub("", text)[:left]
            left, count = left - len(kept), number
            if kept.strip():
                tell(page=number, text=kept)
            if left <= 0:
                break
    except (MemoryError, OSError):
        reason = "too_large"
    except Exception as error:  # noqa: BLE001 (whatever a parser throws, the file is what is wrong)
        reason = getattr(error, "reason", "damaged")
    tell(end=True, pages=count, reason=reason)
