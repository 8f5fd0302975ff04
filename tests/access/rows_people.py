"""Who is in a workspace, invitations, circles, roles."""

from tests.access.table import Row, inside
from tests.access.world import PEOPLE, UNKNOWN, World

NO_VIEWER = ("viewer",)
ONLY_OWNER = ("viewer", "member", "champion", "team")
ADMITTERS = inside(403, champion=303, owner=303)
NO_MEMBERS = ("viewer", "member", "team")
PLACES = ("acme/everyone", "halden/everyone")
INVITERS = inside(403, champion=303, team=303, owner=303)
INVITE = {"emails": "somebody@acme.example", "company": "Acme Foods", "role": "member"}
STAFF = {"emails": "hannah@northwind.example", "company": "Northwind Robotics", "role": "team"}


def oneself(world: World, who: str) -> str:
    """The membership in Acme of the person who asks."""
    if who not in ("viewer", "member", "champion", "team", "owner"):
        return UNKNOWN
    return world.members[PEOPLE[who]]


ROWS = [
    Row("people.show", "GET", inside(200)),
    Row(
        "pictures.photo",
        "GET",
        inside(200),
        "member",
        args={"picture": lambda world, _who: world.pictures["photo"]},
        shelves=PLACES[:1],
    ),
    Row("pictures.photo", "GET", inside(404), "member", args={"picture": UNKNOWN}, shelves=PLACES, label="no picture"),
    Row("people.invite", "GET", inside(403, champion=200, team=200, owner=200), door=NO_VIEWER),
    Row("people.send_invitations", "POST", INVITERS, data=INVITE),
    Row(
        "people.send_invitations",
        "POST",
        inside(403, champion=422, team=303, owner=303),
        data=STAFF,
        label="a colleague of the team",
    ),
    Row("people.manage_invitation", "POST", INVITERS, "invitation", NO_VIEWER, {"deed": "revoke"}, shelves=PLACES),
    Row(
        "people.manage_invitation",
        "POST",
        INVITERS,
        "invitation",
        NO_VIEWER,
        {"deed": "resend"},
        shelves=PLACES,
        label="resend",
    ),
    Row("admission.decide", "POST", ADMITTERS, "request", NO_MEMBERS, {"deed": "admit"}, shelves=PLACES),
    Row(
        "admission.decide",
        "POST",
        ADMITTERS,
        "request",
        NO_MEMBERS,
        {"deed": "decline"},
        shelves=PLACES,
        label="decline",
    ),
    Row(
        "people.remove",
        "POST",
        inside(403, champion=303, owner=303),
        "member",
        shelves=PLACES,
    ),
    Row(
        "people.remove",
        "POST",
        inside(303, owner=422),
        args={"member_id": oneself},
        shelves=PLACES[:1],
        label="oneself",
    ),
    Row(
        "people.change_role",
        "POST",
        inside(403, owner=303),
        "member",
        ONLY_OWNER,
        data={"role": "viewer"},
        shelves=PLACES,
    ),
    Row(
        "people.add_circle",
        "POST",
        inside(403, owner=303),
        "",
        ONLY_OWNER,
        data={"name": "Price", "members": "{member}"},
    ),
    Row(
        "people.change_readers",
        "POST",
        inside(403),
        "audience",
        NO_VIEWER,
        data={"member": "{member}"},
        differs={"acme/circle": {"owner": 303}},
    ),
]
