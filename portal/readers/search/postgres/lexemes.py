"""A document as PostgreSQL keeps it: a tsvector of our own terms, and how often each stands in which field.

A term by itself is one the document says; behind `~` one that only the title above it says; behind `=` a word of the
title as it stands; behind `1`, `2` and `3` stars a term that weighs much there. So every question is one look into the
index, and none reads documents again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

from portal.readers.search.contents import Document
from portal.readers.search.index.facts import MEASURED
from portal.readers.search.index.schema import LONGEST_TEXT
from portal.readers.search.index.weighing import FIELDS, B
from portal.readers.search.words import terms

ABOVE, NAME, STRONG = "~", "=", "*"
TIERS = (1.5, 3.0, 6.0)  # weights from which on a term is strong, stronger, strongest
# What PostgreSQL takes: so many bytes of a tsvector (it allows 1,048,575), positions, and positions of one term.
BYTES, POSITIONS, EACH = 1_000_000, 16_383, 255
GAP = 100  # positions between two fields: no phrase reaches over it
PIECE = 6  # bytes of a tally: four name the term, then title and about in one, then body


@dataclass(slots=True)
class Counted:
    """How often a term stands in the title, the body and the title above, and where it does."""

    times: dict[str, int] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)

    @property
    def own(self) -> bool:
        return "title" in self.times or "body" in self.times


@dataclass(frozen=True, slots=True)
class Lexed:
    """`terms` are those of the vector that are counted over all documents."""

    vector: str
    tallies: bytes
    lengths: tuple[int, ...]
    terms: frozenset[str]


def lexed(document: Document, averages: Mapping[str, float]) -> Lexed:
    """Whatever is too much for PostgreSQL is left out, from the end of the text."""
    found: dict[str, Counted] = {}
    texts = {"title": document.title, "body": document.body[:LONGEST_TEXT], "about": document.about}
    start, lengths = 1, {}
    for name in MEASURED:
        start, lengths[name] = _count(found, name, texts[name], start, document.language)
    names = dict.fromkeys(term for term, _position in terms(document.title, stemmed=False))
    lexemes = [f"{NAME}{each}" for each in names]
    entries = [quoted(each) for each in lexemes]
    room = BYTES - sum(map(_bytes, entries))
    for term, counted in found.items():
        more = list(_entries(term, counted, weight(counted.times, lengths, averages)))
        room -= sum(map(_bytes, more))
        if room < 0:
            break
        entries += more
        lexemes.append(term)
    tallies = b"".join(_tally(each, found[each].times) for each in lexemes if each in found)
    return Lexed(" ".join(entries), tallies, tuple(lengths.values()), frozenset(lexemes))


def weight(times: Mapping[str, int], lengths: Mapping[str, int], averages: Mapping[str, float]) -> float:
    """How much a document says a term: how often in each field, less in a long one."""
    return sum(
        FIELDS[name] * many / (1 - B + B * lengths[name] / averages[name]) for name, many in times.items() if many
    )


def tally(tallies: bytes, term: str) -> dict[str, int]:
    """How often a term stands in each field."""
    sought, at = _name(term), -1
    while True:
        at = tallies.find(sought, at + 1)
        if at < 0:
            return {}
        if at % PIECE == 0:
            both, body = tallies[at + 4], tallies[at + 5]
            return {"title": both >> 4, "body": body, "about": both & 15}


def quoted(lexeme: str) -> str:
    """As it stands in a tsvector or a tsquery."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def strong(term: str, tier: int) -> str:
    """A term where it weighs as much as that tier, 1 to 3."""
    return f"{STRONG * tier}{term}"


def _count(found: dict[str, Counted], name: str, text: str, start: int, language: str) -> tuple[int, int]:
    """Count a field into what was found; where the next one starts, and how many words it has."""
    last, many, letter = start, 0, "A" if name == "title" else ""
    for term, position in terms(text, language):
        counted = found.setdefault(term, Counted())
        counted.times[name] = counted.times.get(name, 0) + 1
        last, many = start + position, many + 1
        if last <= POSITIONS and len(counted.places) < EACH and name != "about":
            counted.places.append(f"{last}{letter}")
    return last + GAP, many


def _entries(term: str, counted: Counted, weighs: float) -> Iterable[str]:
    if not counted.own:
        yield quoted(f"{ABOVE}{term}")
    elif counted.places:
        yield f"{quoted(term)}:{','.join(counted.places)}"
    else:
        yield quoted(term)
    for tier, least in enumerate(TIERS, start=1):
        if weighs >= least:
            yield quoted(strong(term, tier))


def _bytes(entry: str) -> int:
    """At most so many of a tsvector: its own positions are shorter than their text, but padded."""
    return len(entry.encode()) + 4


def _tally(term: str, times: Mapping[str, int]) -> bytes:
    both = min(times.get("title", 0), 15) << 4 | min(times.get("about", 0), 15)
    return _name(term) + bytes((both, min(times.get("body", 0), 255)))


def _name(term: str) -> bytes:
    return crc32(term.encode()).to_bytes(4, "big")
