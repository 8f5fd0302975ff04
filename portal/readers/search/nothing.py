"""Texts that ask for nothing, said kindly."""

from portal.kernel.text import excerpt
from portal.kernel.web.language import say
from portal.readers.search.hits import Chip
from portal.readers.search.stemming import stopped
from portal.readers.search.typed import Typed

QUOTED = 80  # characters of what was typed that a message repeats


def nothing_to_find(typed: Typed) -> list[Chip]:
    """A chip that says so where no word is left: signs and wildcards alone, or words that stand nearly everywhere."""
    words = [part for each in typed.wanted for word in each.words for part in word]
    if not typed.text or typed.operators or any(not stopped(word) for word in words):
        return []
    if words:
        problem = say("This stands nearly everywhere, so it is not looked for. Add a word that is rarer.")
    elif typed.unwanted:
        return []
    else:
        problem = say("There is no word in this. Signs like * and ? stand for nothing: type the beginning of a word.")
    return [Chip(excerpt(typed.text, limit=QUOTED), typed.text, "", problem)]
