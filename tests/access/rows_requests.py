"""Requests for files, and the links by which people who are not members answer."""

from tests.access.rows_identity import RIGHT, WRONG, proof
from tests.access.table import Row, Value, inside, world_wide
from tests.access.world import UNKNOWN

ASKERS = inside(403, team=303, owner=303)
DOOR = ("viewer", "member", "champion")  # who cannot ask
WISH = {"items": "NDA", "audience": "{audience}", "into": "{audience}", "people": "out@law.example", "days": "7"}
WANTED, CAME, LINK = {"wanted_id": "{wanted}"}, {"wanted_id": "{came}"}, {"link_id": "{link}"}
THERE: dict[str, Value] = {"wanted_id": lambda world, _who: world.things["halden/everyone"]["wanted"]}
OPEN: dict[str, Value] = {"token": lambda world, _who: world.tokens["give"]}
LATE: dict[str, Value] = {"token": lambda world, _who: world.tokens["give too late"]}
NO_LINK = {"token": UNKNOWN}
PLACE: dict[str, Value] = {"wanted_id": "{of_link}"}

ROWS = [
    Row("requests.index", "GET", inside(200)),
    Row("requests.new", "GET", inside(403, team=200, owner=200), door=DOOR),
    Row("requests.make", "POST", ASKERS, "audience", DOOR, data=WISH),
    Row("requests.show", "GET", inside(200), "file_request"),
    Row("requests.change", "POST", ASKERS, "file_request", DOOR, args={"deed": "remind"}, label="remind"),
    Row("requests.change", "POST", ASKERS, "file_request", DOOR, args={"deed": "withdraw"}, label="withdraw"),
    Row(
        "requests.change",
        "POST",
        inside(403, team=404, owner=404),
        "file_request",
        DOOR,
        args={"deed": "unknown"},
        label="nothing known",
    ),
    Row("requests.change_link", "POST", ASKERS, "file_request", DOOR, args=LINK | {"deed": "again"}, label="again"),
    Row("requests.change_link", "POST", ASKERS, "file_request", DOOR, args=LINK | {"deed": "revoke"}, label="revoke"),
    Row("requests.fill", "POST", inside(303, viewer=403), "file_request", ("viewer",), args=WANTED, upload=True),
    Row(
        "requests.fill",
        "POST",
        inside(404, viewer=403),
        "file_request",
        ("viewer",),
        args=THERE,
        upload=True,
        shelves=("acme/everyone",),
        label="of another request",
    ),
    Row(
        "requests.fill",
        "POST",
        inside(403, member=404, champion=404, team=403, owner=403),
        "file_request",
        ("viewer",),
        args={"wanted_id": "{of_link}"},
        upload=True,
        shelves=("acme/everyone",),
        label="of a link",
    ),
    Row("requests.decide", "POST", ASKERS, "file_request", DOOR, args=CAME | {"deed": "accept"}, label="accept"),
    Row("requests.decide", "POST", ASKERS, "file_request", DOOR, args=WANTED | {"deed": "drop"}, label="drop"),
    Row(
        "requests.decide",
        "POST",
        ASKERS,
        "file_request",
        DOOR,
        args=CAME | {"deed": "back"},
        data={"reason": "Not signed"},
        label="send back",
    ),
    Row("give.show", "GET", world_wide(200), args=OPEN),
    Row("give.show", "GET", world_wide(410), args=LATE, label="too late"),
    Row("give.show", "GET", world_wide(410), args=NO_LINK, label="unknown"),
    Row("give.begin", "POST", world_wide(303), args=OPEN),
    Row("give.begin", "POST", world_wide(410), args=LATE, label="too late"),
    Row("give.begin", "POST", world_wide(410), args=NO_LINK, label="unknown"),
    Row("give.code", "GET", world_wide(200), args=proof("give")),
    Row("give.finish", "POST", world_wide(303), args=proof("give"), data=RIGHT),
    Row("give.finish", "POST", world_wide(422), args=proof("give"), data=WRONG, label="wrong"),
    Row("give.finish", "POST", world_wide(422), args=proof("join"), data=RIGHT, label="a code for joining"),
    Row("give.take", "POST", world_wide(404, stranger=303), args=OPEN | PLACE, upload=True),
    Row("give.take", "POST", world_wide(404), args=LATE | PLACE, upload=True, label="too late"),
    Row("give.take", "POST", world_wide(404), args=OPEN | THERE, upload=True, label="of others"),
    Row("give.ask_again", "POST", world_wide(404), args=OPEN, label="it still works"),
    Row("give.ask_again", "POST", world_wide(303), args=LATE, label="too late"),
    Row("give.ask_again", "POST", world_wide(404), args=NO_LINK, label="unknown"),
    Row("give.quiet", "POST", world_wide(404, stranger=303), args=OPEN),
    Row("give.quiet", "POST", world_wide(404), args=LATE, label="too late"),
]
