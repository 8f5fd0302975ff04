"""Smaller deeds on threads and posts: reactions, the accepted answer, pins, closing, following."""

from typing import Any

from sqlalchemy import select

from portal.features.discussions.kinds import ACCEPTED, CLOSED, PINNED, REACTED
from portal.features.discussions.models import Follow, Post, Reaction, Thread, ThreadKind
from portal.features.workspaces.models import Member
from portal.kernel.access import Audience, Forbidden, NotFound, Permission
from portal.kernel.db import db, now
from portal.kernel.ledger import Kind, record
from portal.kernel.mail import withdraw_mail

WORDS = ("agree", "thanks", "looking")


def react(*, by: Member, post: Post, word: str) -> bool:
    """Put a reaction on a post, or take it back. True when it is on now."""
    if word not in WORDS or post.deleted_at is not None:
        raise NotFound
    _require(by, Permission.POST)
    found = db.session.get(Reaction, (post.id, by.id, word))
    if found is None:
        db.session.add(Reaction(post_id=post.id, member_id=by.id, word=word))
    else:
        db.session.delete(found)
    said = {"thread": post.thread.public_id, "word": word, "on": found is None}
    _tell(REACTED, post.audience_id, by, f"post:{post.public_id}", said)
    return found is None


def accept(*, by: Member, thread: Thread, post: Post | None) -> None:
    """Say which post answers the question (None takes it back): the one who asked, or the owner of the workspace."""
    if thread.kind != ThreadKind.QUESTION or (post is not None and post.thread_id != thread.id):
        raise NotFound
    if not may_accept(by, thread):
        raise Forbidden
    thread.accepted_id = post.id if post else None
    thread.accepted_by_id, thread.accepted_at = (by.id, now()) if post else (None, None)
    said = {"post": post.public_id if post else None}
    _tell(ACCEPTED, thread.audience_id, by, f"thread:{thread.public_id}", said)


def may_accept(by: Member, thread: Thread) -> bool:
    """Whether this member decides what the answer is."""
    asked = thread.started_by_id == by.id and by.may(Permission.POST)
    return asked or by.may(Permission.MANAGE_WORKSPACE)


def pin(*, by: Member, thread: Thread) -> None:
    """Keep a thread at the top, or let it go."""
    _require(by, Permission.ANNOUNCE)
    thread.pinned_at = None if thread.pinned_at else now()
    said = {"pinned": thread.pinned_at is not None}
    _tell(PINNED, thread.audience_id, by, f"thread:{thread.public_id}", said)


def close(*, by: Member, thread: Thread) -> None:
    """End a thread, or open it again: its starter, or the team."""
    if thread.started_by_id != by.id:
        _require(by, Permission.ANNOUNCE)
    thread.closed_at = None if thread.closed_at else now()
    said = {"closed": thread.closed_at is not None}
    _tell(CLOSED, thread.audience_id, by, f"thread:{thread.public_id}", said)


def wish(*, by: Member, thread: Thread, word: str) -> None:
    """Follow or mute a thread, or (``default``) neither. State, not history. Muting calls its unsent mail back."""
    found = db.session.scalars(select(Follow).where(Follow.member_id == by.id, Follow.thread_id == thread.id)).first()
    if word == "default":
        if found is not None:
            db.session.delete(found)
    elif word not in ("follow", "mute"):
        raise NotFound
    elif found is None:
        db.session.add(Follow(member_id=by.id, thread_id=thread.id, wish=word))
    else:
        found.wish = word
    if word == "mute":
        withdraw_mail(f"thread:{thread.public_id}", person_id=by.person_id)


def _tell(kind: Kind, audience_id: int, by: Member, subject: str, said: dict[str, Any]) -> None:
    audience = db.session.get_one(Audience, audience_id)
    record(kind, audience=audience, actor=by.public_id, subject=subject, payload=said)


def _require(by: Member, permission: Permission) -> None:
    if not by.may(permission):
        raise Forbidden
