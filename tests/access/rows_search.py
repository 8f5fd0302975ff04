"""The search and its palette: everybody looks through what is theirs; a workspace in it opens for its members."""

from tests.access.table import Row, inside, known
from tests.access.world import UNKNOWN, World

EVERYWHERE = {"q": "gripper"}
NOWHERE = EVERYWHERE | {"workspace": UNKNOWN}


def acme(world: World, _who: str) -> str:
    return world.workspaces["acme"]


ROWS = [
    Row("search.results", "GET", known(200), query=EVERYWHERE),
    Row("search.results", "GET", inside(200), query={**EVERYWHERE, "workspace": acme}, label="in a workspace"),
    Row("search.results", "GET", known(404), query=NOWHERE, label="in no workspace"),
    Row("search.palette", "GET", known(200), query=EVERYWHERE),
    Row("search.palette", "GET", known(200), query={"recent": "thread:{thread} file:{file}"}, label="opened last"),
    Row("search.palette", "GET", inside(200), query={**EVERYWHERE, "workspace": acme}, label="in a workspace"),
    Row("search.palette", "GET", known(404), query=NOWHERE, label="in no workspace"),
]
