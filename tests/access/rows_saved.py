"""The last searches and those one keeps: everybody has their own, and nobody another's."""

from tests.access.table import Row, Value, known
from tests.access.world import PEOPLE, UNKNOWN, World

ASKED: dict[str, Value] = {"q": "washdown"}
NOWHERE: dict[str, Value] = ASKED | {"workspace": UNKNOWN}
SAID: dict[str, Value] = {"name": "Mine", "tell": "now"}


def own(world: World, who: str) -> str:
    return world.saved.get(PEOPLE[who], UNKNOWN)


def of_another(world: World, who: str) -> str:
    return world.saved["priya" if PEOPLE[who] != "priya" else "maya"]


OWN: dict[str, Value] = {"saved_id": own}
ANOTHERS: dict[str, Value] = {"saved_id": of_another}

ROWS = [
    Row("searches.remember", "POST", known(204), query=ASKED),
    Row("searches.remember", "POST", known(404), query=NOWHERE, label="in no workspace"),
    Row("searches.forget", "POST", known(303)),
    Row("searches.keep", "POST", known(303), query=ASKED, data=SAID),
    Row("searches.keep", "POST", known(404), query=NOWHERE, data=SAID, label="in no workspace"),
    Row("searches.show", "GET", known(200), args=OWN),
    Row("searches.show", "GET", known(404), args=ANOTHERS, label="of another"),
    Row("searches.change", "POST", known(303), args=OWN, data=SAID),
    Row("searches.change", "POST", known(404), args=ANOTHERS, data=SAID, label="of another"),
    Row("searches.end", "POST", known(303), args=OWN | {"deed": "seen"}, label="seen"),
    Row("searches.end", "POST", known(303), args=OWN | {"deed": "delete"}, label="delete"),
    Row("searches.end", "POST", known(404), args=OWN | {"deed": "unknown"}, label="nothing known"),
    Row("searches.end", "POST", known(404), args=ANOTHERS | {"deed": "delete"}, label="delete of another"),
]
