"""Entries as the pieces of an open page: which posts of the thread on screen are new or changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import joinedload

from portal.features.discussions import marks
from portal.features.discussions.models import Post, Thread
from portal.features.discussions.queries import AUTHORS, Around, around
from portal.features.discussions.shown import post_html
from portal.features.identity.sessions import actor
from portal.features.workspaces.models import Member
from portal.kernel.db import db
from portal.kernel.ledger import Entry


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
    touched = _touched(entries, thread)
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


def _touched(entries: Sequence[Entry], thread: Thread) -> dict[str, bool]:
    """Public ids of posts, with whether they are new."""
    found: dict[str, bool] = {}
    for entry in entries:
        kind, _, public_id = entry.subject.partition(":")
        if kind == "post":
            found[public_id] = found.get(public_id, False) or entry.kind == "post.created"
        elif entry.subject == f"thread:{thread.public_id}" and entry.kind == "thread.answer_accepted":
            accepted = json.loads(entry.payload)["post"]
            found |= {accepted: found.get(accepted, False)} if accepted else {}
    return found
