"""Entries as the pieces of an open page: which posts of the thread on screen are new or changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from portal.features.discussions import marks
from portal.features.discussions.models import Attachment, Post, Thread
from portal.features.discussions.queries import AUTHORS, Around, around
from portal.features.discussions.shown import post_html
from portal.features.identity.sessions import actor
from portal.features.library import kinds
from portal.features.library.models import File
from portal.features.workspaces.models import Member
from portal.kernel.db import db
from portal.kernel.ledger import Entry

# What changes the cards of a file under posts.
CARDS = {
    kind.name
    for kind in (
        kinds.FILE_CHECKED,
        kinds.FILE_VERSION_ADDED,
        kinds.FILE_VERSION_RESTORED,
        kinds.FILE_RENAMED,
        kinds.FILE_WITHDRAWN,
        kinds.FILE_GIVEN_AGAIN,
        kinds.FILE_DELETED,
        kinds.FILE_RESTORED,
    )
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One post to append or replace on the page."""

    post: Post
    new: bool
    html: str


def fragments(entries: Sequence[Entry], *, thread_id: str) -> list[Piece]:
    """The posts of this thread that the entries speak of, in order, rendered for the one who asks."""
    mine = and_(Member.workspace_id == Thread.workspace_id, Member.person_id == actor().person_id)
    asked = Thread.visible_to(actor()).join(Member, mine).add_columns(Member).options(joinedload(Member.workspace))
    found = db.session.execute(asked.where(Thread.public_id == thread_id)).first()
    if found is None:
        return []
    thread, member = found
    touched = dict.fromkeys(_carrying(entries, thread), False) | _touched(entries, thread)
    if not touched:
        return []
    query = Post.visible_to(actor()).where(Post.thread_id == thread.id, Post.public_id.in_(touched))
    posts = db.session.scalars(query.order_by(Post.number).options(*AUTHORS)).all()
    near, accepts = around(posts, actor()), marks.may_accept(member, thread)
    return [
        Piece(post, touched[post.public_id], _render(post, member, thread, near, accepts=accepts)) for post in posts
    ]


def _render(post: Post, member: Member, thread: Thread, near: Around, *, accepts: bool) -> str:
    place: dict[str, Any] = {"workspace": member.workspace, "member": member, "thread": thread}
    return post_html(post, around=near, may_accept=accepts, **place)


def _carrying(entries: Sequence[Entry], thread: Thread) -> Sequence[str]:
    """Public ids of the posts whose cards of files say something else now: a newer version, another name, withdrawn."""
    files = {entry.subject for entry in entries if entry.kind in CARDS}
    if not files:
        return ()
    query = select(Post.public_id).join(Attachment, Attachment.post_id == Post.id)
    query = query.join(File, File.id == Attachment.file_id).where(File.public_id.in_(files))
    return db.session.scalars(query.where(Post.thread_id == thread.id, Post.deleted_at.is_(None))).all()


def _touched(entries: Sequence[Entry], thread: Thread) -> dict[str, bool]:
    """Public ids of posts, with whether they are new."""
    found: dict[str, bool] = {}
    for entry in entries:
        kind, _, public_id = entry.subject.partition(":")
        if kind == "post":
            found[public_id] = found.get(public_id, False) or entry.kind == "post.created"
        elif kind == "mark":
            marked = json.loads(entry.payload)["post"]
            found[marked] = found.get(marked, False)
        elif entry.subject == f"thread:{thread.public_id}" and entry.kind == "thread.answer_accepted":
            accepted = json.loads(entry.payload)["post"]
            found |= {accepted: found.get(accepted, False)} if accepted else {}
    return found
