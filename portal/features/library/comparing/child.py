"""What happens in the box: two texts come in as JSON on a line each, what changed is told."""

import json
import sys

from portal.features.library.comparing.changes import changes_between
from portal.features.library.comparing.tokens import tokens_of
from portal.kernel.box.child.tell import tell


def main(words: str, most: str) -> None:
    """Compare the first so many words of either, and tell the first so many changes."""
    before, after = (tokens_of(_pages(sys.stdin.buffer.readline()), int(words)) for _version in range(2))
    whole = max(len(before), len(after)) < int(words)
    tell(**changes_between(before, after, int(most)), whole=whole)


def _pages(line: bytes) -> dict[int, str]:
    return {int(page): text for page, text in json.loads(line).items()}
