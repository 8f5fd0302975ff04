"""Marks on posts, and the register. The mark of a shelf is a commitment of whose things stand there."""

from tests.access.rows_posts import NO_VIEWER, OWN_SHELF
from tests.access.table import Row, inside, known

# Their mark, and the team; nobody else says what became of it.
HOLDERS = inside(403, member=303, team=303, owner=303)
THEIRS = {"halden/everyone": {"other": 303}}
KEPT = {"holder": "{self}", "due": "2026-12-04"}

ROWS = [
    Row("marks.new", "GET", inside(200, viewer=403), "post", NO_VIEWER, args={"kind": "risk"}),
    Row("marks.new", "GET", inside(404, viewer=403), "post", NO_VIEWER, args={"kind": "joke"}, label="no kind"),
    Row("marks.create", "POST", inside(303, viewer=403), "post", NO_VIEWER, args={"kind": "objection"}),
    Row(
        "marks.create",
        "POST",
        inside(403, member=303, champion=303),
        "post",
        NO_VIEWER,
        args={"kind": "decision"},
        data={"audience": "{audience}"},
        shelves=OWN_SHELF,
        label="a decision of the customer",
    ),
    Row(
        "marks.create",
        "POST",
        inside(404, viewer=403, team=303, owner=303),
        "post",
        NO_VIEWER,
        args={"kind": "risk"},
        data={"audience": "team"},
        shelves=OWN_SHELF,
        label="a note of the team",
    ),
    Row("marks.show", "GET", inside(200), "mark"),
    Row("marks.change", "POST", HOLDERS, "mark", NO_VIEWER, data=KEPT, differs=THEIRS),
    Row("marks.settle", "POST", HOLDERS, "mark", NO_VIEWER, args={"state": "kept"}, differs=THEIRS),
    Row(
        "marks.settle",
        "POST",
        inside(404, viewer=403),
        "mark",
        NO_VIEWER,
        args={"state": "forgotten"},
        label="nothing known",
    ),
    Row("register.show", "GET", inside(200)),
    Row("register.export", "GET", inside(200)),
    Row("register.everywhere", "GET", known(200)),
    Row("register.export_everywhere", "GET", known(200)),
]
