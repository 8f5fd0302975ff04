"""What is one's own in a workspace: drafts, read marks, previews, whom one may name."""

from tests.access.table import Row, inside

NO_VIEWER = ("viewer",)
DRAFT = {"body": "Half a thought", "audience": "{audience}"}
AUDIENCE = {"audience": "{audience}"}
NEW = {"place": "new"}
THERE = {"place": "{thread}"}

FORM = {"form": "reply"}

ROWS = [
    Row("own.keep_draft", "PUT", inside(204, viewer=403), "thread", NO_VIEWER, THERE, DRAFT),
    Row("own.keep_draft", "PUT", inside(204, viewer=403), "audience", NO_VIEWER, NEW, DRAFT, label="new"),
    Row("own.keep_draft", "PUT", inside(204, viewer=403), "thread", NO_VIEWER, THERE, DRAFT | {"audience": "everyone"}),
    Row("own.keep_draft", "DELETE", inside(204, viewer=403), "thread", NO_VIEWER, THERE, DRAFT),
    Row("own.mark_read", "POST", inside(204), "thread", data={"post": "{post}"}),
    Row("own.preview", "POST", inside(200, viewer=403), "audience", NO_VIEWER, data={"body": "*a*"}, query=AUDIENCE),
    Row("attach.card", "GET", inside(200, viewer=403), "file", NO_VIEWER, query=FORM),
    Row("attach.pick", "GET", inside(200, viewer=403), "audience", NO_VIEWER, query=AUDIENCE | FORM),
    Row("own.mentions", "GET", inside(200, viewer=403), "audience", NO_VIEWER, query=AUDIENCE | {"q": ""}),
]
