"""The vocabulary: every kind of entry, declared once by the feature that writes it."""

from dataclasses import dataclass, field
from types import UnionType
from typing import Any

VOCABULARY: dict[str, "Kind"] = {}
# Every reader that keeps a cursor. Live pages need none: they are rung and ask by number.
READERS = frozenset({"search", "notifications", "saved"})


@dataclass(frozen=True)
class Kind:
    """What an entry of this kind says.

    `payload` (hashed, no personal text) and `beside` (personal text, erasable) give the type of each key.
    `goes_to` says in words which audiences hear of it. `readers` are those with work to do about it.
    """

    name: str
    goes_to: str
    payload: dict[str, type | UnionType] = field(default_factory=dict)
    beside: dict[str, type | UnionType] = field(default_factory=dict)
    readers: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.name in VOCABULARY:
            raise ValueError(f"Two kinds are named {self.name}")
        if not self.readers <= READERS:
            raise ValueError(f"{self.name} names an unknown reader")
        VOCABULARY[self.name] = self

    def check(self, payload: dict[str, Any], beside: dict[str, Any]) -> None:
        """Raise ValueError when an entry does not say exactly what its kind declares."""
        for declared, given in ((self.payload, payload), (self.beside, beside)):
            if declared.keys() != given.keys():
                raise ValueError(f"{self.name} declares {sorted(declared)} and got {sorted(given)}")
            wrong = [key for key, value in given.items() if not isinstance(value, declared[key])]
            if wrong:
                raise ValueError(f"{self.name}: wrong type for {wrong}")
