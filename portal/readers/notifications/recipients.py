"""Who hears of an entry, and why. Readers of the audience only, never the one who did it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.discussions.kinds import ACCEPTED, EDITED, POSTED
from portal.features.discussions.models import Follow, Mention, Post, Thread, ThreadKind
from portal.features.identity.models import Company
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import readers_of
from portal.kernel.db import db, now
from portal.kernel.ledger import Entry
from portal.readers.notifications.models import Reason
from portal.readers.notifications.wishes import Pace, pace_of

KINDS = (POSTED.name, EDITED.name, ACCEPTED.name)
NEWS = timedelta(days=3)  # what is older when the reader comes to it is history: an import, the demo, a long outage
Heard = tuple[Member, Post, Reason]


def recipients(entry: Entry) -> Iterator[Heard]:
    """Everybody who is to hear of this entry, each once."""
    if entry.recorded_at < now() - NEWS:
        return
    if entry.kind == ACCEPTED.name:
        yield from _accepted(entry)
        return
    post = _post(entry.subject.partition(":")[2])
    if post is None or post.created_at < now() - NEWS:
        return
    for member in _others(post.thread, entry.actor):
        reasons = _reasons(member, post) if entry.kind == POSTED.name else _named(member, post)
        wanted = (reason for reason in reasons if pace_of(member.person, reason) is not Pace.NEVER)
        yield from ((member, post, reason) for reason in islice(wanted, 1))


def _accepted(entry: Entry) -> Iterator[Heard]:
    post = _post(json.loads(entry.payload)["post"] or "")
    if post is not None:
        for member in _others(post.thread, entry.actor):
            if member.id in (post.thread.started_by_id, post.author_id):
                yield member, post, Reason.ACCEPTED


def _others(thread: Thread, actor: str) -> Iterator[Member]:
    """The active members who read the thread, but for the one who acted."""
    return (member for member in readers_of(thread.audience) if member.public_id != actor and member.person.is_active)


def _reasons(member: Member, post: Post) -> Iterator[Reason]:
    """Why this member might hear of a new post, the strongest reason first."""
    thread = post.thread
    yield from _named(member, post)
    if thread.kind == ThreadKind.QUESTION and thread.started_by_id == member.id:
        yield Reason.ANSWER
    if member.company.house and _asks(post):
        yield Reason.QUESTION
    if follows(member, thread):
        yield Reason.UNREAD


def _named(member: Member, post: Post) -> Iterator[Reason]:
    if db.session.get(Mention, (post.id, member.id)) is not None:
        yield Reason.MENTION


def _asks(post: Post) -> bool:
    """Whether a customer asks here and nobody of the team has written yet: then the whole team is told."""
    thread = post.thread
    asked = thread.kind == ThreadKind.QUESTION and post.author_id == thread.started_by_id
    return asked and not thread.started_by.company.house and not taken_up(thread)


def taken_up(thread: Thread) -> bool:
    """Whether somebody of the team has written in this thread."""
    authors = select(Post.author_id).where(Post.thread_id == thread.id)
    query = select(Member.id).join(Member.company).where(Member.id.in_(authors), Company.house)
    return db.session.scalar(query.limit(1)) is not None


def follows(member: Member, thread: Thread) -> bool:
    """By wish; else announcements, and threads one started, posted in or was mentioned in."""
    wish = db.session.get(Follow, (member.id, thread.id))
    if wish is not None:
        return wish.wish == "follow"
    if thread.kind == ThreadKind.ANNOUNCEMENT or thread.started_by_id == member.id:
        return True
    wrote = select(Post.id).where(Post.thread_id == thread.id, Post.author_id == member.id)
    named = select(Post.id).join(Mention, Mention.post_id == Post.id)
    named = named.where(Post.thread_id == thread.id, Mention.member_id == member.id)
    return db.session.scalar(wrote.union_all(named).limit(1)) is not None


def _post(public_id: str) -> Post | None:
    """A post that still has its words."""
    query = select(Post).where(Post.public_id == public_id, Post.deleted_at.is_(None))
    return db.session.scalars(query.options(joinedload(Post.thread).joinedload(Thread.started_by))).first()
