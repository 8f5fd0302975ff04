"""The words of the matrix: a row says who may use a route, a case says at which address."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.access.world import CODE, PEOPLE, UNKNOWN, World

ASK = 401  # sent to sign in, as a page (303) or as JSON (401)
Statuses = Mapping[str, int]
Fields = dict[str, object]
Value = str | Callable[[World, str], object]  # of the shelf ("acme/team") and the person, or as it stands

INSIDE = ("viewer", "member", "champion", "team", "owner")
READERS = {
    "acme/everyone": INSIDE,
    "acme/team": ("team", "owner"),
    "acme/circle": ("owner",),
    "halden/everyone": ("other", "owner"),
    "halden/team": ("owner",),
}
MEMBERS = {"acme": INSIDE, "halden": ("other", "owner")}


def inside(status: int, **others: int) -> Statuses:
    """This for the members of the workspace, but for those named; for the rest of the world nothing is there."""
    return outside() | dict.fromkeys(INSIDE, status) | others


def outside() -> dict[str, int]:
    """Strangers find nothing, visitors are asked to sign in."""
    return dict.fromkeys(PEOPLE, 404) | {"anonymous": ASK}


def known(status: int, **others: int) -> Statuses:
    """This for everybody who is signed in, but for those named."""
    return dict.fromkeys(PEOPLE, status) | {"anonymous": ASK} | others


def world_wide(status: int, **others: int) -> Statuses:
    """This for the whole world, but for those named."""
    return dict.fromkeys(PEOPLE, status) | others


@dataclass(frozen=True, slots=True)
class Row:
    """A route (or one deed of it), and what everybody of the cast gets.

    `own` is said of Acme's thing for Everyone. `door` names the members whom the rule of the route itself refuses,
    before anything is looked up. `noun` is the thing asked for; it stands on several `shelves`, in each of which its
    readers get what `own` says of their role (`other` is Halden's champion), but for what `differs`.
    """

    endpoint: str
    method: str
    own: Statuses
    noun: str = ""
    door: tuple[str, ...] = ()
    args: Mapping[str, Value] = field(default_factory=dict)
    data: Mapping[str, Value] = field(default_factory=dict)
    query: Mapping[str, Value] = field(default_factory=dict)
    upload: bool = False
    raw: bytes | None = None  # a body that is no form
    headers: Mapping[str, str] = field(default_factory=dict)
    shelves: tuple[str, ...] = tuple(READERS)
    differs: Mapping[str, Statuses] = field(default_factory=dict)
    label: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.method, self.endpoint, self.label)))


@dataclass(frozen=True, slots=True)
class Case:
    """One address of a row: the workspace in it, the shelf the thing stands on, and what is expected."""

    row: Row
    name: str
    place: str  # of the workspace in the address
    shelf: str
    expected: Statuses


def cases(row: Row, *, in_workspace: bool) -> list[Case]:
    """Every address a row is asked at."""
    if not in_workspace:
        return [Case(row, "own", "acme", "acme/everyone", row.own)]
    found = [Case(row, "own", "acme", "acme/everyone", row.own), *_nowhere(row)]
    shelves = [shelf for shelf in row.shelves if row.noun or shelf.endswith("/everyone")]
    found += [Case(row, shelf, shelf.split("/")[0], shelf, _at(row, shelf)) for shelf in shelves[1:]]
    if row.noun:
        found += [
            Case(row, f"{shelf} elsewhere", _away(shelf), shelf, _nothing(row, _away(shelf))) for shelf in shelves
        ]
        found += [Case(row, "unknown thing", place, UNKNOWN, _nothing(row, place)) for place in MEMBERS]
    return found


def filled(fields: Mapping[str, Value], world: World, shelf: str, who: str) -> Fields:
    """The fields of a request, with what depends on shelf and person worked out."""
    words = defaultdict(lambda: UNKNOWN, {"code": CODE} | world.things.get(shelf, {}))
    return {key: value(world, who) if callable(value) else value.format_map(words) for key, value in fields.items()}


def _at(row: Row, shelf: str) -> Statuses:
    place = shelf.split("/", maxsplit=1)[0]
    reading = {who: row.own["champion" if who == "other" else who] for who in READERS[shelf]}
    return {**_nothing(row, place), **reading, **row.differs.get(shelf, {})}


def _nothing(row: Row, place: str) -> Statuses:
    """A thing that is not there: 404 for every member, but for those who are stopped at the door."""
    stopped = [who for who in MEMBERS[place] if ("champion" if who == "other" else who) in row.door]
    return outside() | dict.fromkeys(stopped, 403)


def _nowhere(row: Row) -> list[Case]:
    return [Case(row, "unknown workspace", UNKNOWN, "acme/everyone", outside())]


def _away(shelf: str) -> str:
    return "halden" if shelf.startswith("acme") else "acme"
