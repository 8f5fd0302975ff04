"""Which notices still hold: asked when a mail is written, and again just before it leaves."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.discussions.models import Follow, Post, ReadMark, Thread
from portal.features.identity.models import Person
from portal.features.identity.queries import primary_email
from portal.kernel.db import db
from portal.kernel.mail import OutboundMail
from portal.readers.notifications.models import Notice, Reason
from portal.readers.notifications.recipients import taken_up
from portal.readers.notifications.wishes import Pace, is_quiet, pace_of


def standing(person: Person, notices: Sequence[Notice]) -> list[Notice]:
    """Those about posts that are still there, readable, unread and wanted, in the order of the posts."""
    if not person.is_active or not notices:
        return []
    posts = Post.visible_to(person.actor()).where(
        Post.id.in_({notice.post_id for notice in notices}), Post.deleted_at.is_(None)
    )
    about = (joinedload(Post.thread).joinedload(Thread.workspace), joinedload(Post.author), joinedload(Post.audience))
    found = {post.id: post for post in db.session.scalars(posts.options(*about))}
    held = [notice for notice in notices if notice.post_id in found and _holds(person, notice, found[notice.post_id])]
    return sorted(held, key=lambda notice: notice.post_id)


def may_leave(mail: OutboundMail) -> bool:
    """Whether everything a mail says may still be said, to that address, in those words."""
    person = db.session.get(Person, mail.person_id)
    notices = db.session.scalars(select(Notice).where(Notice.mail_id == mail.id)).all()
    if person is None or not notices or primary_email(person) != mail.to_address:
        return False
    held = standing(person, notices)
    edited = any(each.post.edited_at is not None and each.post.edited_at > mail.created_at for each in held)
    return len(held) == len(notices) and not edited


def _holds(person: Person, notice: Notice, post: Post) -> bool:
    thread, member = post.thread, notice.member
    if not member.active or thread.workspace.archived_at is not None or is_quiet(person, thread.workspace.public_id):
        return False
    if pace_of(person, notice.reason) is Pace.NEVER or _muted(notice.member_id, thread.id):
        return False
    if notice.reason == Reason.ACCEPTED:
        return thread.accepted_id == post.id
    if notice.reason == Reason.QUESTION and taken_up(thread):
        return False
    read = db.session.get(ReadMark, (notice.member_id, thread.id))
    return read is None or read.number < post.number


def _muted(member_id: int, thread_id: int) -> bool:
    wish = db.session.get(Follow, (member_id, thread_id))
    return wish is not None and wish.wish == "mute"
