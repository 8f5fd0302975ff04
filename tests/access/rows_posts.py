"""Posts: written, read, edited, deleted."""

from tests.access.table import Row, inside

NO_VIEWER = ("viewer",)
WORDS = {"body": "Other words"}
OWN_SHELF = ("acme/everyone",)


def authors(status: int) -> dict[str, dict[str, int]]:
    """Whose the posts of the other shelves are."""
    return {
        "acme/team": {"owner": status},
        "acme/circle": {"owner": status},
        "halden/team": {"owner": status},
        "halden/everyone": {"other": status},
    }


def narrow(status: int) -> dict[str, dict[str, int]]:
    """Who reads the posts that not everyone reads; the one for Everyone has nothing to widen."""
    return {
        "acme/team": {"team": status, "owner": status},
        "acme/circle": {"owner": status},
        "halden/team": {"owner": status},
        "halden/everyone": {"other": 404, "owner": 404},
    }


NO_VERSION = WORDS | {"version": "9"}
TITLE = {"title": "For everyone"}
ROWS = [
    Row("posts.create", "POST", inside(303, viewer=403), "thread", NO_VIEWER, data=WORDS),
    Row(
        "posts.create",
        "POST",
        inside(404, viewer=403, team=303, owner=303),
        "thread",
        NO_VIEWER,
        data=WORDS | {"audience": "team"},
        differs={"acme/circle": {"owner": 404}},
        label="for the team",
    ),
    Row("posts.create", "POST", inside(303, viewer=403), "thread", NO_VIEWER, data={"files": "{file}"}, label="file"),
    Row(
        "posts.create",
        "POST",
        inside(404, viewer=403),
        "thread",
        NO_VIEWER,
        data=WORDS | {"files": lambda world, _who: world.things["halden/everyone"]["file"]},
        shelves=OWN_SHELF,
        label="with a file of another workspace",
    ),
    Row(
        "posts.create",
        "POST",
        inside(404, viewer=403, team=422, owner=422),
        "thread",
        NO_VIEWER,
        data=WORDS | {"files": lambda world, _who: world.things["acme/team"]["file"]},
        shelves=OWN_SHELF,
        label="with a file of the team",
    ),
    Row("comments.create", "POST", inside(303, viewer=403), "file", NO_VIEWER, data=WORDS | {"version": "1"}),
    Row(
        "comments.create", "POST", inside(404, viewer=403), "file", NO_VIEWER, data=WORDS | {"version": "9"}, label="no"
    ),
    Row("comments.create", "POST", inside(404, viewer=403), "trashed", NO_VIEWER, data=WORDS, label="in the trash"),
    Row("posts.edit", "GET", inside(403, member=200), "post", NO_VIEWER, differs=authors(200)),
    Row("posts.save", "POST", inside(403, member=303), "post", NO_VIEWER, data=WORDS, differs=authors(303)),
    Row("widen.ask", "GET", inside(404, viewer=403), "post", NO_VIEWER, differs=narrow(200)),
    Row("widen.post", "POST", inside(404, viewer=403), "post", NO_VIEWER, data=WORDS | TITLE, differs=narrow(303)),
    Row("posts.history", "GET", inside(200), "post"),
    Row("posts.delete", "POST", inside(403, member=303, owner=303), "post", NO_VIEWER, differs=authors(303)),
    Row("posts.react", "POST", inside(303, viewer=403), "post", NO_VIEWER, {"word": "agree"}),
    Row("posts.react", "POST", inside(404, viewer=403), "post", NO_VIEWER, {"word": "burn"}, label="no such word"),
    Row("posts.show", "GET", inside(303), "post"),
]
