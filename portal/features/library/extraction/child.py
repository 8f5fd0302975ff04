"""In the box: reads one file from its input as the type it is said to be, tells its words page by page.

The last frame tells how it ended. Nothing else of the portal is loaded.
"""

import re
import sys

from portal.features.library.extraction.readers import read
from portal.kernel.box.child.tell import tell

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def main(media_type: str, most: str) -> None:
    """Tell at most that many characters."""
    left, count = int(most), 0
    reason = ""
    try:
        for number, text in enumerate(read(media_type, sys.stdin.buffer.read()), start=1):
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
