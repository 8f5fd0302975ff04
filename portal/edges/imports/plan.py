"""Which messages belong together, and in which order they are filed. Knows only heads, never whole mails."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from portal.edges.imports.archive import Place
from portal.edges.imports.headings import Heading, is_answer, title_of
from portal.kernel.text import fold

PATIENCE = timedelta(days=30)  # how long after the last mail an answer without references still finds its thread
UNKNOWN = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Planned:
    """One message to file: its place, its key (unlike any other), when it was written, and its thread's root."""

    place: Place
    key: str
    at: datetime
    parent: str
    node: int
    order: datetime = UNKNOWN


@dataclass(slots=True)
class Plan:
    """Grows by `add`, then gives the messages oldest first, an answer never before what it answers."""

    planned: list[Planned] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)  # digests seen, by message id
    _nodes: dict[str, int] = field(default_factory=dict)  # a number for every id that was named
    _up: list[int] = field(default_factory=list)
    _subjects: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    _last: datetime = UNKNOWN

    def add(self, place: Place, heading: Heading, digest: str) -> bool:
        """Take a message in; False for one that is there already, byte for byte."""
        name = heading.message_id or f"digest {digest}"
        seen = self.keys.setdefault(name, [])
        if digest in seen:
            return False
        seen.append(digest)
        key = name if len(seen) == 1 else f"{name} {digest}"
        at = heading.at or self._last
        node = self.node(name)
        for answered in heading.answers:
            self._join(node, self.node(answered))
        self._by_subject(heading, node, at)
        self._last = at
        self.planned.append(Planned(place, key, at, self._parent(heading), node))
        return True

    def node(self, name: str) -> int:
        """The number of a message id."""
        if name not in self._nodes:
            self._nodes[name] = len(self._up)
            self._up.append(len(self._up))
        return self._nodes[name]

    def root(self, node: int) -> int:
        """The number that stands for the whole thread."""
        while self._up[node] != node:
            self._up[node] = self._up[self._up[node]]
            node = self._up[node]
        return node

    def names(self) -> Iterator[tuple[str, int]]:
        """Every id that was named, with its number."""
        yield from self._nodes.items()

    def in_order(self) -> list[Planned]:
        """Oldest first; an answer whose clock was behind comes right after what it answers."""
        known = {each.key: each for each in self.planned}
        for each in self.planned:
            each.order = each.at
        for each in sorted(self.planned, key=lambda one: one.at):
            self._after_parent(each, known)
        return sorted(self.planned, key=lambda one: (one.order, one.place.number))

    def _after_parent(self, each: Planned, known: dict[str, Planned]) -> None:
        chain = [each]
        while (parent := known.get(chain[-1].parent)) is not None and parent not in chain[-20:]:
            chain.append(parent)
            if parent.order <= chain[-2].order or len(chain) > 1000:
                break
        for child, parent in zip(reversed(chain[:-1]), reversed(chain), strict=False):
            if child.order <= parent.order:
                child.order = parent.order + timedelta(microseconds=1)

    def _join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        self._up[max(one, other)] = min(one, other)

    def _by_subject(self, heading: Heading, node: int, at: datetime) -> None:
        """Mails without an id cannot be referred to: an answer that refers to nothing finds them by their subject.

        All others go by their references alone; equal subjects are too often two conversations.
        """
        title = fold(title_of(heading.subject))
        found = self._subjects.get(title)
        if found is not None and is_answer(heading.subject) and not heading.answers:
            last, thread = found
            if abs(at - last) <= PATIENCE:
                self._join(node, thread)
        if title and (not heading.message_id or (found is not None and self.root(found[1]) == self.root(node))):
            self._subjects[title] = (at, node)

    @staticmethod
    def _parent(heading: Heading) -> str:
        return heading.answers[-1] if heading.answers else ""
