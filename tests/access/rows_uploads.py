"""Uploads in pieces: each is its sender's alone, whoever else may upload, and whatever they read."""

from base64 import b64encode
from typing import Any

from tests.access.table import Row, inside
from tests.access.world import World

NO_VIEWER = ("viewer",)
TUS = {"Tus-Resumable": "1.0.0"}
# No bytes at the right place: what came would stay on the disk when the database is put back.
BYTES = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
TEAM = f"audience {b64encode(b'team').decode()}"
EVERYONE = f"audience {b64encode(b'everyone').decode()}"


def of_the_member(world: World, _who: str) -> object:
    """The upload that Acme's member has begun."""
    return world.things["acme/everyone"]["upload"]


def of_the_owner(world: World, _who: str) -> object:
    """The one that the owner has begun, for the team."""
    return world.things["acme/team"]["upload"]


def own(status: int) -> list[dict[str, Any]]:
    """Whose upload it is, and that it is theirs alone."""
    elsewhere = {"halden/everyone": {"owner": 404}}
    return [
        {"own": inside(404, viewer=403, member=status), "args": {"upload_id": of_the_member}},
        {"own": inside(404, viewer=403, owner=status), "args": {"upload_id": of_the_owner}, "differs": elsewhere},
    ]


def row(endpoint: str, method: str, status: int, **more: Any) -> list[Row]:
    """The same route asked for both uploads."""
    words = zip(own(status), ("of a member", "of the owner"), strict=True)
    return [Row(endpoint, method, label=whose, door=NO_VIEWER, **given, **more) for given, whose in words]


ROWS = [
    Row(
        "uploads.create",
        "POST",
        inside(201, viewer=403),
        "",
        NO_VIEWER,
        headers=TUS | {"Upload-Length": "3", "Upload-Metadata": EVERYONE},
    ),
    Row(
        "uploads.create",
        "POST",
        inside(404, viewer=403, team=201, owner=201),
        "",
        NO_VIEWER,
        headers=TUS | {"Upload-Length": "3", "Upload-Metadata": TEAM},
        shelves=("acme/everyone",),
        label="for the team",
    ),
    *row("uploads.show", "GET", 200),
    *row("uploads.add", "PATCH", 204, raw=b"", headers=BYTES),
    *row("uploads.stop", "DELETE", 204, headers=TUS),
    *row("uploads.instead", "POST", 204, raw=b"", headers=BYTES | {"X-HTTP-Method-Override": "PATCH"}),
]
