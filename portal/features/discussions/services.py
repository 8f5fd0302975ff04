"""Starting threads, posting, editing, deleting. The words come rendered: see `prepare`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value

from portal.features.discussions.kinds import COMMENTS, DELETED, EDITED, POSTED, STARTED
from portal.features.discussions.models import (
    Attachment,
    Mention,
    Post,
    PostVersion,
    ReadMark,
    Thread,
    ThreadKind,
)
from portal.features.library.models import File
from portal.features.library.queries import latest_versions
from portal.features.workspaces.models import Member
from portal.kernel.access import Audience, AudienceKind, Forbidden, Permission
from portal.kernel.db import db, now
from portal.kernel.ledger import record
from portal.kernel.ledger.erase import erase_texts
from portal.kernel.mail import withdraw_mail
from portal.kernel.text import RENDERER, clean_line
from portal.kernel.web import Refused

LONGEST_BODY = 50_000  # characters
# Made once: every reply runs them.
_COUNTED = (
    update(Thread)
    .where(Thread.id == bindparam("key"))
    .values(post_count=Thread.post_count + 1, last_post_at=bindparam("moment"))
    .returning(Thread.post_count)
)
_WAITED = select(Member.id).where(Member.id == bindparam("by")).with_for_update(key_share=True)
_SENT = select(Post.id).where(Post.author_id == bindparam("by"), Post.key == bindparam("word"))


@dataclass(frozen=True, slots=True)
class Spot:
    """What of a file a comment speaks of: a version, a page of it or the whole, and perhaps a place on that page.

    `place` is how far from the left and from the top, as shares of the page's width and height.
    """

    version: int
    page: int | None = None
    place: tuple[float, float] | None = None

    def columns(self) -> dict[str, Any]:
        """As a post keeps it."""
        x, y = self.place or (None, None)
        return {"about_version": self.version, "about_page": self.page, "about_x": x, "about_y": y}


@dataclass(frozen=True, slots=True)
class Words:
    """A post's words: Markdown as typed, its safe rendering, and the members it names (who read the audience)."""

    body: str
    html: Markup
    names: Sequence[Member] = ()


def start_thread(
    *,
    by: Member,
    audience: Audience,
    kind: ThreadKind,
    title: str,
    words: Words,
    key: str | None = None,
    about: Thread | File | None = None,
    spot: Spot | None = None,
    files: Sequence[File] = (),
) -> Thread:
    """A new thread and its first post. With a `key` used before, the thread of that time.

    `about` is the thread it is linked to, or the file it comments on (then `spot` says where in it).
    """
    _require(by, Permission.ANNOUNCE if kind == ThreadKind.ANNOUNCEMENT else Permission.POST)
    before = sent_before(by, key)
    if before is not None:
        return before.thread
    title = clean_line(title)
    if not title:
        raise Refused(_("A thread needs a title."), field="title")
    thread = Thread(
        workspace_id=by.workspace_id,
        audience_id=audience.id,
        kind=kind,
        given_title=title,
        started_by_id=by.id,
        about_id=about.id if isinstance(about, Thread) else None,
        about_file_id=about.id if isinstance(about, File) else None,
    )
    thread.audience = audience
    db.session.add(thread)
    db.session.flush()
    subject = f"thread:{thread.public_id}"
    said = {"kind": COMMENTS if isinstance(about, File) else str(kind)}
    record(STARTED, audience=audience, actor=by.public_id, subject=subject, payload=said, beside={"title": title})
    post(by=by, thread=thread, words=words, key=key, files=files, spot=spot)
    return thread


def post(
    *,
    by: Member,
    thread: Thread,
    words: Words,
    key: str | None = None,
    files: Sequence[File] = (),
    spot: Spot | None = None,
) -> Post:
    """A reply. With a `key` this member has used before, the post it made then: a retry never posts twice."""
    _require(by, Permission.POST)
    before = sent_before(by, key)
    if before is not None:
        return before
    if thread.closed_at is not None:
        raise Refused(_("This thread was closed. What you wrote is kept as a draft."), field="body")
    _fits(words, files)
    moment = now()
    number = db.session.connection().scalars(_COUNTED, {"key": thread.id, "moment": moment}).one()
    set_committed_value(thread, "post_count", number)
    set_committed_value(thread, "last_post_at", moment)
    made = Post(
        workspace_id=thread.workspace_id,
        audience_id=thread.audience_id,
        thread_id=thread.id,
        number=number,
        author_id=by.id,
        body=words.body,
        html=str(words.html),
        renderer=RENDERER,
        key=key,
        created_at=moment,
        **(spot.columns() if spot else {}),
    )
    made.thread, made.author = thread, by
    db.session.add(made)
    db.session.flush()
    _attach(made, thread, files)
    db.session.add_all([Mention(post_id=made.id, member_id=member.id) for member in words.names])
    mark_read(by=by, thread_id=thread.id, number=number)
    said = {"thread": thread.public_id, "number": number}
    _record(POSTED, made, by, said, {"body": words.body})
    return made


def edit(*, by: Member, post: Post, words: Words) -> None:
    """New words for one's own post; the earlier ones stay readable."""
    if post.author_id != by.id or post.deleted_at is not None:
        raise Forbidden
    _require(by, Permission.POST)
    _fits(words, ())
    if post.body == words.body:
        return
    earlier = PostVersion(post_id=post.id, body=post.body, html=post.html, written_at=post.edited_at or post.created_at)
    db.session.add(earlier)
    post.body, post.html, post.renderer, post.edited_at = words.body, str(words.html), RENDERER, now()
    known = set(db.session.scalars(select(Mention.member_id).where(Mention.post_id == post.id)))
    db.session.add_all([Mention(post_id=post.id, member_id=each.id) for each in words.names if each.id not in known])
    _record(EDITED, post, by, {"thread": post.thread.public_id}, {"body": words.body})


def delete_post(*, by: Member, post: Post) -> None:
    """Take the words away everywhere, earlier versions and unsent mail included; a line stays: who and when."""
    if post.deleted_at is not None or not may_delete(by, post):
        raise Forbidden
    post.body, post.html, post.deleted_at, post.deleted_by_id = "", "", now(), by.id
    post.deleted_by = by
    for gone in (PostVersion, Mention, Attachment):
        db.session.execute(delete(gone).where(gone.post_id == post.id))
    if post.thread.accepted_id == post.id:
        post.thread.accepted_id = None
    subject = f"post:{post.public_id}"
    withdraw_mail(subject)
    said = {"thread": post.thread.public_id, "own": post.author_id == by.id}
    act = _record(DELETED, post, by, said, {})
    audience = db.session.get_one(Audience, post.audience_id)
    erase_texts(db.session(), audience=audience, subject=subject, actor=by.public_id, reason="deleted", act=act)


def may_delete(by: Member, post: Post) -> bool:
    """The author; the owner of the workspace any post."""
    return by.may(Permission.POST) and (post.author_id == by.id or by.may(Permission.MANAGE_WORKSPACE))


def mark_read(*, by: Member, thread_id: int, number: int) -> bool:
    """Remember how far a member has read; never backwards. State, not history. True when it moved."""
    line = db.session.connection()
    row = {"member_id": by.id, "thread_id": thread_id, "number": number, "at": now()}
    return line.execute(_marked(line.dialect.name), row).rowcount > 0


def sent_before(by: Member, key: str | None) -> Post | None:
    """The post this member made with that idempotency key. Of two at once the second waits here for the first."""
    if not key:
        return None
    line = db.session.connection()
    line.execute(_WAITED, {"by": by.id})
    found = line.scalar(_SENT, {"by": by.id, "word": key})
    return db.session.get(Post, found) if found else None


@cache
def _marked(dialect: str) -> Any:
    made: Any = (sqlite if dialect == "sqlite" else postgresql).insert(ReadMark)
    moved, further = {"number": made.excluded.number, "at": made.excluded.at}, ReadMark.number < made.excluded.number
    return made.on_conflict_do_update(index_elements=["member_id", "thread_id"], set_=moved, where=further)


def _attach(made: Post, thread: Thread, files: Sequence[File]) -> None:
    """A post carries only files of its own audience or of Everyone, in the version they have now."""
    versions = latest_versions(files)
    for file in files:
        wide = file.audience.kind == AudienceKind.EVERYONE
        if file.workspace_id != thread.workspace_id or not (wide or file.audience_id == thread.audience_id):
            said = _("%(file)s is for other readers than this thread. Copy it first, on purpose.", file=file.name)
            raise Refused(said, field="files")
        if file.withdrawn_at is not None:
            raise Refused(_("%(file)s was withdrawn.", file=file.name), field="files")
        db.session.add(Attachment(post_id=made.id, file_id=file.id, version_id=versions[file.id].id))


def _fits(words: Words, files: Sequence[File]) -> None:
    if not words.body.strip() and not files:
        raise Refused(_("Write something first."), field="body")
    if len(words.body) > LONGEST_BODY:
        said = _("At most %(most)s characters; this has %(n)s. Nothing was lost.", most=LONGEST_BODY, n=len(words.body))
        raise Refused(said, field="body")


def _record(kind: object, post: Post, by: Member, said: dict[str, Any], beside: dict[str, str]) -> str:
    audience = db.session.get_one(Audience, post.audience_id)
    subject = f"post:{post.public_id}"
    return record(kind, audience=audience, actor=by.public_id, subject=subject, payload=said, beside=beside)  # type: ignore[arg-type]  # a Kind


def _require(by: Member, permission: Permission) -> None:
    if not by.may(permission):
        raise Forbidden
