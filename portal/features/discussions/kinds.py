"""What happens in threads. Subjects are `thread:<id>` and `post:<id>`; all go to the thread's audience."""

from portal.kernel.ledger import Kind

THREAD = "the thread's audience"
SEARCH = frozenset({"search"})
BOTH = frozenset({"search", "notifications"})
NEWS = BOTH | {"saved"}
COMMENTS = "comments"  # the kind told of a thread that holds the comments on a file
STARTED = Kind("thread.started", goes_to=THREAD, payload={"kind": str}, beside={"title": str}, readers=SEARCH)
RETITLED = Kind("thread.retitled", goes_to=THREAD, beside={"title": str}, readers=SEARCH)
PINNED = Kind("thread.pinned", goes_to=THREAD, payload={"pinned": bool})
CLOSED = Kind("thread.closed", goes_to=THREAD, payload={"closed": bool})
ACCEPTED = Kind("thread.answer_accepted", goes_to=THREAD, payload={"post": str | None}, readers=BOTH)
POSTED = Kind(
    "post.created", goes_to=THREAD, payload={"thread": str, "number": int}, beside={"body": str}, readers=NEWS
)
THREAD_IMPORTED = Kind("thread.imported", goes_to=THREAD, beside={"title": str}, readers=SEARCH)
POST_IMPORTED = Kind(
    "post.imported", goes_to=THREAD, payload={"thread": str, "number": int}, beside={"body": str}, readers=SEARCH
)
EDITED = Kind("post.edited", goes_to=THREAD, payload={"thread": str}, beside={"body": str}, readers=BOTH)
DELETED = Kind("post.deleted", goes_to=THREAD, payload={"thread": str, "own": bool}, readers=SEARCH)
REACTED = Kind("post.reacted", goes_to=THREAD, payload={"thread": str, "word": str, "on": bool})
