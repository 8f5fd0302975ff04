"""Socket events: which audiences, people and rings each of the cast hears of."""

from dataclasses import dataclass

from tests.access.world import PEOPLE

# Who is let in, and the shelves whose audiences `heads` names (everybody's own comes on top).
HEADS: dict[str, tuple[str, ...] | None] = dict.fromkeys(PEOPLE, ()) | {
    "anonymous": None,
    "other": ("halden/everyone",),
    "viewer": ("acme/everyone",),
    "member": ("acme/everyone",),
    "champion": ("acme/everyone",),
    "team": ("acme/everyone", "acme/team"),
    "owner": ("acme/everyone", "acme/team", "acme/circle", "halden/everyone", "halden/team"),
}
INSIDE = ("viewer", "member", "champion", "team", "owner")


@dataclass(frozen=True, slots=True)
class SocketRow:
    """An event; with data, who is heard by the owner of Acme when they send it about that shelf."""

    event: str
    heard: dict[str, tuple[str, ...]]


ROWS = [
    SocketRow("connect", {"": tuple(who for who in PEOPLE if who != "anonymous")}),
    SocketRow("disconnect", {"acme/everyone": INSIDE}),
    SocketRow("heads", {}),
    SocketRow("here", {"acme/everyone": INSIDE, "halden/everyone": ("other", "owner")}),
    SocketRow(
        "typing",
        {"acme/everyone": INSIDE, "acme/team": ("team", "owner"), "acme/circle": ("owner",), "halden/everyone": ()},
    ),
]
