"""Unique words, each with who may meet it and who must."""

import re
from dataclasses import dataclass, field

SHAPE = re.compile(r"qcanary\d{3}[xyz]", re.IGNORECASE)
ABSENT = "qcanary999x"  # never planted
COMMON = "gripper"  # stands beside every planted word, so that one search could find them all
People = frozenset[str]
NOBODY: People = frozenset()


@dataclass(frozen=True, slots=True)
class Canary:
    """A planted word: the field it stands in, who may meet it, who has to."""

    word: str
    field: str
    may: People
    must: People


@dataclass(slots=True)
class Aviary:
    """Every planted word, and who has met which where."""

    planted: dict[str, Canary] = field(default_factory=dict)
    met: dict[str, dict[str, str]] = field(default_factory=dict)  # word: person: the first place

    def plant(self, where: str, may: People, must: People | None = None) -> str:
        """A new word. Whoever may meet it must, if nobody is named."""
        word = f"qcanary{len(self.planted):03d}{'xyz'[len(self.planted) % 3]}"
        self.planted[word] = Canary(word, where, may, may if must is None else must)
        return word

    def hear(self, who: str, place: str, text: str) -> None:
        """Somebody was given this text at that place."""
        for word in set(SHAPE.findall(text)) - {ABSENT}:
            self.met.setdefault(word.lower(), {}).setdefault(who, place)

    def leaks(self) -> list[str]:
        """What somebody met who may not."""
        return [
            f"{who} met {self.planted[word].field} at {place}"
            for word, found in self.met.items()
            for who, place in found.items()
            if word not in self.planted or who not in self.planted[word].may
        ]

    def missing(self) -> list[str]:
        """What somebody never met who must: a crawl that sees too little proves nothing."""
        return [
            f"{who} never met {canary.field}"
            for canary in self.planted.values()
            for who in canary.must - set(self.met.get(canary.word, {}))
        ]
