"""Reading threads: lists, pages of posts, what is new for whom."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.discussions.models import Attachment, Follow, Post, Reaction, ReadMark, Thread, ThreadKind
from portal.features.discussions.pins import pin_numbers
from portal.features.library.models import File
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import Actor, NotFound, readable
from portal.kernel.db import db

PAGE = 20  # posts of a thread shown at once


@dataclass(slots=True)
class Around:
    """What stands around the posts of a page, by post id: reactions, attachments, and what others know of a post.

    `pins` are the numbers of those bound to a place on a page.
    """

    reactions: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    attachments: dict[int, list[Attachment]] = field(default_factory=dict)
    marks: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    pins: dict[int, int] = field(default_factory=dict)


PostPart = Callable[[Sequence[Post], Actor], dict[int, list[dict[str, Any]]]]
_parts: list[PostPart] = []


def post_part(part: PostPart) -> PostPart:
    """Let this say by post id, as far as the actor may know it, what a post was marked as."""
    _parts.append(part)
    return part


def thread_of(workspace: Workspace, actor: Actor, public_id: str) -> Thread:
    """A thread of this workspace the actor may see; else NotFound."""
    query = Thread.visible_to(actor).where(Thread.workspace_id == workspace.id, Thread.public_id == public_id)
    found = db.session.scalars(query.options(joinedload(Thread.started_by))).first()
    if found is None:
        raise NotFound
    return found


def thread_again(actor: Actor, public_id: str, member_id: int) -> Thread:
    """The thread, and with it the member who writes there and their workspace, as they are inside `write()`."""
    query = Thread.visible_to(actor).join(Member, Member.workspace_id == Thread.workspace_id).add_columns(Member)
    query = query.where(Thread.public_id == public_id, Member.id == member_id)
    found: Thread | None = db.session.scalars(query.options(joinedload(Member.workspace))).first()
    if found is None:
        raise NotFound
    return found


def post_of(workspace: Workspace, actor: Actor, public_id: str) -> Post:
    """A post of this workspace the actor may see; else NotFound."""
    query = Post.visible_to(actor).where(Post.workspace_id == workspace.id, Post.public_id == public_id)
    found = db.session.scalars(query.options(joinedload(Post.thread), *AUTHORS)).first()
    if found is None:
        raise NotFound
    return found


AUTHORS = (joinedload(Post.author), joinedload(Post.deleted_by))


def posts_of(thread: Thread, *, first: int, last: int) -> Sequence[Post]:
    """The posts with these numbers, both ends included. The caller has found the thread through `visible_to`."""
    query = select(Post).where(Post.thread_id == thread.id, Post.number.between(first, last))
    return db.session.scalars(query.order_by(Post.number).options(*AUTHORS)).all()


def around(posts: Sequence[Post], actor: Actor) -> Around:
    """Reactions and attachments of these posts; a file the actor may not see is not there."""
    ids, found = [post.id for post in posts], Around()
    reactions: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.scalars(select(Reaction).where(Reaction.post_id.in_(ids))):
        reactions[row.post_id][row.word].append(row.member_id)
    found.reactions = reactions
    attachments: dict[int, list[Attachment]] = defaultdict(list)
    query = select(Attachment).join(Attachment.file).where(Attachment.post_id.in_(ids))
    query = query.where(File.audience_id.in_(readable(actor)), File.passed(actor))
    query = query.where(File.deleted_at.is_(None))
    for each in db.session.scalars(query.options(joinedload(Attachment.file), joinedload(Attachment.version))):
        attachments[each.post_id].append(each)
    found.attachments = attachments
    found.pins = pin_numbers(posts)
    for part in _parts:
        found.marks |= part(posts, actor)
    return found


def thread_list(
    workspace: Workspace, actor: Actor, *, kind: str = "", audience_id: int | None = None
) -> Select[Thread]:
    """Threads of a workspace: pinned first, then by last post. `kind` is a ThreadKind, `open` (questions) or empty."""
    query = Thread.visible_to(actor).where(Thread.workspace_id == workspace.id, Thread.post_count > 0)
    if kind == "open":
        query = query.where(Thread.kind == ThreadKind.QUESTION, Thread.accepted_id.is_(None))
    elif kind in {each.value for each in ThreadKind}:
        query = query.where(Thread.kind == kind)
    if audience_id is not None:
        query = query.where(Thread.audience_id == audience_id)
    query = query.options(joinedload(Thread.started_by), selectinload(Thread.about_file))
    return query.order_by(Thread.pinned_at.is_(None), Thread.last_post_at.desc(), Thread.id.desc())


def read_numbers(member: Member, threads: Sequence[Thread]) -> dict[int, int]:
    """How far a member has read each of these threads, by thread id."""
    query = select(ReadMark).where(
        ReadMark.member_id == member.id, ReadMark.thread_id.in_([thread.id for thread in threads])
    )
    return {mark.thread_id: mark.number for mark in db.session.scalars(query)}


def own_marks(member: Member, thread: Thread) -> tuple[int | None, str]:
    """How far a member has read a thread, and their wish about it: `follow`, `mute` or nothing."""
    read = select(ReadMark.number).where(ReadMark.member_id == member.id, ReadMark.thread_id == thread.id)
    wish = select(Follow.wish).where(Follow.member_id == member.id, Follow.thread_id == thread.id)
    row = db.session.execute(select(read.scalar_subquery(), wish.scalar_subquery())).one()
    return row[0], row[1] or ""


def unread_threads(actor: Actor) -> Select[Thread]:
    """Threads with news for the actor in all workspaces; what was said before they joined is no news."""
    news = or_(
        and_(ReadMark.number.is_not(None), Thread.post_count > ReadMark.number),
        and_(ReadMark.number.is_(None), Thread.last_post_at > Member.joined_at),
    )
    return (
        select(Thread)
        .join(Member, and_(Member.workspace_id == Thread.workspace_id, Member.person_id == actor.person_id))
        .outerjoin(ReadMark, and_(ReadMark.thread_id == Thread.id, ReadMark.member_id == Member.id))
        .where(Thread.audience_id.in_(readable(actor)), Member.state == MemberState.ACTIVE, Thread.post_count > 0, news)
    )


def unread_by_workspace(actor: Actor, within: Collection[int] | None = None) -> dict[int, int]:
    """How many threads have news for the actor, by workspace id, of all or of these workspaces."""
    counted = unread_threads(actor).with_only_columns(Thread.workspace_id, func.count(Thread.id))
    if within is not None:
        counted = counted.where(Thread.workspace_id.in_(within))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Thread.workspace_id))}


def by_activity(query: Select[Workspace], actor: Actor) -> Select[Workspace, datetime]:
    """Workspaces with the time of the last word the actor may read there, the latest first.

    What others write for themselves moves nothing: its time would betray it.
    """
    heard = (
        select(Thread.workspace_id, func.max(Thread.last_post_at).label("at"))
        .where(Thread.audience_id.in_(readable(actor)), Thread.post_count > 0)
        .group_by(Thread.workspace_id)
        .subquery()
    )
    at = func.coalesce(heard.c.at, Workspace.created_at)
    query = query.outerjoin(heard, heard.c.workspace_id == Workspace.id)
    return query.add_columns(at.label("active_at")).order_by(at.desc(), Workspace.id.desc())


def linked_threads(thread: Thread, actor: Actor) -> Sequence[Thread]:
    """Threads about this one that the actor may see."""
    return db.session.scalars(Thread.visible_to(actor).where(Thread.about_id == thread.id)).all()
