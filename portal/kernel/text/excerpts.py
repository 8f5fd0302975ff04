"""Plain words out of Markdown and HTML, and short pieces of them."""

import re

import nh3

from html import unescape  # isort: skip

BLOCKS = re.compile(r"</(?:p|li|h[1-6]|tr|blockquote|pre|div)>|<br ?/?>", re.IGNORECASE)
SPACE = re.compile(r"\s+")


def plain(html: str) -> str:
    """The words of an HTML text, blocks parted by a space."""
    return SPACE.sub(" ", unescape(nh3.clean(BLOCKS.sub(" ", html), tags=set()))).strip()


def excerpt(words: str, *, limit: int = 160) -> str:
    """The beginning of a plain text, cut between words and marked as cut."""
    words = SPACE.sub(" ", words).strip()
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
