"""What was settled in a thread, beside its posts."""

from typing import Any

from portal.features.discussions.models import Thread
from portal.features.identity.sessions import actor
from portal.features.memory.queries import settled_in
from portal.features.memory.shown import mark_url
from portal.features.memory.words import late_words, state_words
from portal.kernel.text import excerpt


def settled(thread: Thread) -> list[dict[str, Any]]:
    """The marks of a thread for the reader of a page, in the order of its posts."""
    return [
        {
            "kind": mark.kind,
            "title": excerpt(mark.words, limit=90),
            "url": mark_url(mark),
            "words": state_words(mark),
            "late": late_words(mark),
            "team": mark.audience.team_only,
        }
        for mark in settled_in(thread, actor())
    ]
