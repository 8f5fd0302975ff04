"""Threads: listed, begun, read, changed."""

from tests.access.table import Row, inside

THREAD = {"title": "A title", "body": "Words", "kind": "discussion", "audience": "{audience}"}
NO_VIEWER = ("viewer",)
HIS_OWN = {"halden/everyone": {"other": 303}}

ROWS = [
    Row("discussions.index", "GET", inside(200)),
    Row("discussions.index", "GET", inside(200), noun="audience", query={"audience": "{audience}"}, label="narrowed"),
    Row("discussions.new", "GET", inside(200, viewer=403), door=NO_VIEWER),
    Row("discussions.start", "POST", inside(303, viewer=403), noun="audience", door=NO_VIEWER, data=THREAD),
    Row(
        "discussions.start",
        "POST",
        inside(403, team=303, owner=303),
        door=NO_VIEWER,
        noun="audience",
        data=THREAD | {"kind": "announcement"},
        label="announcement",
    ),
    Row("discussions.show", "GET", inside(200), noun="thread"),
    Row("discussions.change", "POST", inside(303, viewer=403), "thread", NO_VIEWER, {"deed": "follow"}, label="follow"),
    Row(
        "discussions.change",
        "POST",
        inside(403, team=303, owner=303),
        "thread",
        NO_VIEWER,
        {"deed": "pin"},
        label="pin",
    ),
    Row(
        "discussions.change",
        "POST",
        inside(403, member=303, team=303, owner=303),
        "thread",
        NO_VIEWER,
        {"deed": "close"},
        differs=HIS_OWN,
        label="close",
    ),
    Row(
        "discussions.change",
        "POST",
        inside(403, member=303, owner=303),
        "thread",
        NO_VIEWER,
        {"deed": "accept"},
        {"post": "{post}"},
        differs=HIS_OWN,
        label="accept",
    ),
    Row(
        "discussions.change",
        "POST",
        inside(404, viewer=403),
        "thread",
        NO_VIEWER,
        {"deed": "accept"},
        {"post": lambda world, _who: world.things["acme/team"]["post"]},
        shelves=("acme/everyone", "halden/everyone"),
        label="accept a post of another thread",
    ),
    Row("discussions.change", "POST", inside(404, viewer=403), "thread", NO_VIEWER, {"deed": "burn"}, label="no such"),
]
