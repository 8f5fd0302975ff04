"""The rows of the home page."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.edges.frame.needs import waiting_threads
from portal.edges.pages.waiting import LATE, waiting_words, worked
from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.queries import unread_threads
from portal.features.identity.sessions import actor
from portal.features.requests.present import request_rows
from portal.features.requests.queries import asked_of, to_decide
from portal.features.workspaces.models import Member, MemberState
from portal.features.workspaces.shown import short_name, shown_as
from portal.kernel.access import readable
from portal.kernel.db import db, now
from portal.kernel.text import excerpt, plain
from portal.kernel.web.language import say, short_time, zone

THREAD = (joinedload(Thread.started_by), joinedload(Thread.workspace))
POST = (joinedload(Post.thread).joinedload(Thread.workspace), joinedload(Post.author))
SHOWN = 15
MINUTE = 1 / 60  # working hours; below, the question came after work
Rows = list[dict[str, Any]]


def waiting() -> Rows:
    """Customers who wait for an answer of ours, with how long."""
    found = db.session.scalars(waiting_threads(actor()).options(*THREAD).limit(2 * SHOWN)).unique()
    return [_row(thread) | _waited(thread) for thread in found]


def asked() -> Rows:
    """My own questions that are open, or were answered not long ago; last word first."""
    query = (
        select(Thread)
        .join(Member, Thread.started_by_id == Member.id)
        .where(Member.person_id == actor().person_id, Member.state == MemberState.ACTIVE)
        .where(Thread.kind == ThreadKind.QUESTION, Thread.closed_at.is_(None), Thread.post_count > 0)
        .where(Thread.audience_id.in_(readable(actor())))
        .order_by(Thread.accepted_id.is_not(None), Thread.last_post_at.desc())
    )
    unread = set(db.session.scalars(unread_threads(actor()).with_only_columns(Thread.id)))
    return [
        _row(thread) | {"answered": thread.post_count > 1, "unread": thread.id in unread}
        for thread in db.session.scalars(query.options(*THREAD).limit(SHOWN)).unique()
    ]


def wanted() -> Rows:
    """Requests for files in which something is wanted of me, soonest due first."""
    return request_rows(db.session.scalars(asked_of(actor()).limit(SHOWN)).unique(), actor())


def came() -> Rows:
    """Requests of mine for which files came that nobody has looked at."""
    return request_rows(db.session.scalars(to_decide(actor()).limit(SHOWN)).unique(), actor())


def mentions(posts: Iterable[Post]) -> Rows:
    """Posts that name somebody, with what they say."""
    return [
        _row(post.thread)
        | {
            "quote": excerpt(plain(post.html)),
            "by": shown_as(post.author),
            "at": post.created_at,
            "url": url_for("posts.show", workspace_id=post.thread.workspace.public_id, post_id=post.public_id),
        }
        for post in posts
    ]


def news() -> Rows:
    """Threads with something new, last word first."""
    query = unread_threads(actor()).order_by(Thread.last_post_at.desc()).options(*THREAD).limit(SHOWN)
    return [_row(thread) for thread in db.session.scalars(query).unique()]


def _waited(thread: Thread) -> dict[str, Any]:
    hours = worked(thread.last_post_at, now(), zone())
    since = say("Waiting since %(time)s", time=short_time(thread.last_post_at))
    return {"waited": waiting_words(hours) if hours >= MINUTE else since, "late": hours >= LATE}


def _row(thread: Thread) -> dict[str, Any]:
    url = url_for("discussions.show", workspace_id=thread.workspace.public_id, thread_id=thread.public_id)
    by = shown_as(thread.started_by)
    return {
        "thread": thread,
        "url": url,
        "by": by,
        "workspace": short_name(thread.workspace),
        "at": thread.last_post_at,
    }
