"""In the box: reads one file from its input, tells its outline. The last frame tells how it ended."""

import sys
from collections.abc import Iterator
from importlib import import_module

from portal.features.library.extraction.outline.blocks import Block, says
from portal.features.library.extraction.outline.kinds import OUTLINES
from portal.kernel.box.child.tell import tell

MOST_BLOCKS = 20_000
MOST_BYTES = 48 * 1024**2  # of pictures; texts are far less


def main(media_type: str) -> None:
    """Tell every block, as long as there are not too many."""
    reason, cut = "", False
    try:
        cut = _all(
            import_module(f"portal.features.library.extraction.outline.{OUTLINES[media_type]}").blocks(
                sys.stdin.buffer.read()
            )
        )
    except (MemoryError, OSError):
        reason = "too_large"
    except Exception as error:  # noqa: BLE001 (whatever a parser throws, the file is what is wrong)
        reason = getattr(error, "reason", "damaged")
    tell(end=True, cut=cut or bool(reason), reason=reason)


def _all(found: Iterator[Block]) -> bool:
    """Whether it had to stop."""
    count = size = 0
    for each in found:
        if not says(each):
            continue
        if count >= MOST_BLOCKS or size + len(each.body) > MOST_BYTES:
            return True
        tell(each.body, **each.head)
        count, size = count + 1, size + len(each.body)
    return False
