"""A mail as it was read, whatever it was kept in."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attached:
    """A part of a mail: its bytes, or its words where only they are known; by its id the body may show it."""

    name: str
    data: bytes
    words: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """`heads` are subject, from, to, cc, date, those it has; the body as text, as HTML, or both."""

    heads: dict[str, str]
    plain: str = ""
    rich: str = ""
    attached: list[Attached] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The heads as lines."""
        yield from (f"{name.capitalize()}: {value}" for name, value in self.heads.items())
