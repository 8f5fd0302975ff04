"""What somebody typed, taken apart: words, phrases, what is not wanted, and operators. Never fails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.kernel.text import clean_line
from portal.readers.search.words import dense, pieces

OPERATORS = ("from", "in", "for", "has", "type", "before", "after")
LONGEST, MOST = 1000, 24  # characters and words that are taken into account
# Words of questions and letters that say nothing about what is looked for; kept when there is nothing else.
CHATTER = frozenset(
    re.findall(
        r"\w+",
        "a about an and any anyone anybody are as at be been being but by can could did do does doing for "
        "from get got had has have hello hi how i if in into is it its me my no not of on or our please s "
        "shall should so some somebody than that the their them then there these they this those to us want "
        "was way we were what when where which who whom whose why will with would you your ",
    )
)
PART = re.compile(
    r"""(?P<minus>-)?
    (?: (?P<name>[^\W\d_]{2,12}):(?: ["\u201c\u201e](?P<quoted_value>[^"\u201c\u201d]*)["\u201d] | (?P<value>[^\s"]+) )
      | ["\u201c\u201e](?P<phrase>[^"\u201c\u201d]*)["\u201d]
      | (?P<word>[^\s"\u201c\u201d\u201e]+) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word (or a phrase of several), each as its folded parts. `also` are its synonyms, which are worth less."""

    words: tuple[tuple[str, ...], ...]
    phrase: bool = False
    text: str = ""
    also: "tuple[Wanted, ...]" = ()

    @property
    def chatter(self) -> bool:
        return not self.phrase and all(part in CHATTER for word in self.words for part in word)


@dataclass(frozen=True, slots=True)
class Operator:
    """`from:maya` or `-in:acme`. `rest` is what was typed without it."""

    name: str
    value: str
    text: str
    rest: str
    minus: bool = False


@dataclass(slots=True)
class Typed:
    """The text as understood. `strange` are operators nobody knows; their words are searched for as words."""

    text: str
    wanted: list[Wanted] = field(default_factory=list)
    unwanted: list[Wanted] = field(default_factory=list)
    operators: list[Operator] = field(default_factory=list)
    strange: list[Operator] = field(default_factory=list)
    cut: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.wanted or self.unwanted or self.operators)


def take_apart(text: str) -> Typed:
    """Everything in it, whatever it is."""
    line = clean_line(text, limit=LONGEST)
    found = Typed(line, cut=len(text.strip()) > LONGEST)
    for match in PART.finditer(line):
        _put(match, line, found)
    found.cut = found.cut or len(found.wanted) > MOST
    telling = [each for each in found.wanted if not each.chatter]
    found.wanted = (telling or found.wanted)[:MOST]
    found.unwanted = found.unwanted[:MOST]
    return found


def _put(match: re.Match[str], line: str, found: Typed) -> None:
    name, minus = (match["name"] or "").casefold(), bool(match["minus"])
    side = found.unwanted if minus else found.wanted
    if name:
        value = match["quoted_value"] or match["value"] or ""
        rest = " ".join((line[: match.start()] + line[match.end() :]).split())
        operator = Operator(name, value, match.group(), rest, minus)
        if name in OPERATORS and value.strip():
            found.operators.append(operator)
            return
        if not value.startswith("//"):
            found.strange.append(operator)
        side += _words(match.group().lstrip("-"))
    elif match["phrase"] is not None:
        words = tuple(tuple(parts) for parts in pieces(match["phrase"]))
        side += [Wanted(words, phrase=True, text=match["phrase"])] if words else []
    else:
        side += _words(match["word"])


def _words(text: str) -> Iterator[Wanted]:
    """Each word by itself. A run of a dense script is a phrase of its own."""
    for parts in pieces(text):
        if parts:
            yield Wanted((tuple(parts),), text=text if not dense(parts[0]) else parts[0])
