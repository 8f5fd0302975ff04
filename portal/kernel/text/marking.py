"""Marking words where they stand in a text."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

MARK = Markup("<mark>%s</mark>")  # what is put in is escaped


def mark_words(text: str, words: Iterable[str]) -> Markup:
    """The text, escaped, with these words marked wherever they stand as whole words, in capitals or not."""
    wanted = [_whole(word) for word in sorted(words, key=len, reverse=True) if word.strip()]
    if not wanted:
        return escape(text)
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return Markup("").join(MARK % piece if at % 2 else escape(piece) for at, piece in enumerate(pieces))


def _whole(word: str) -> str:
    """Scripts without spaces between words have no ends to look for."""
    return rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word)
