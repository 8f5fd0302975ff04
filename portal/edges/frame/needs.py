"""What needs a person: customers who wait for an answer in their workspaces, and posts that name them."""

from flask import current_app, g
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.features.discussions.models import Mention, Post, ReadMark, Thread, ThreadKind
from portal.features.identity.models import Company
from portal.features.workspaces.models import Member, MemberState
from portal.kernel.access import Actor, readable
from portal.kernel.db import db

_KEY = "throughline.waiting"  # by person: the heads of what they read, and how many threads wait at those


def waiting_threads(actor: Actor) -> Select[Thread]:
    """Open questions of customers whose last word is a customer's, the longest waiting first."""
    asker, firm, last_author, last_firm = aliased(Member), aliased(Company), aliased(Member), aliased(Company)
    newest = select(func.max(Post.number)).where(Post.thread_id == Thread.id, Post.deleted_at.is_(None))
    query = (
        select(Thread)
        .join(asker, Thread.started_by_id == asker.id)
        .join(firm, asker.company_id == firm.id)
        .join(Post, and_(Post.thread_id == Thread.id, Post.number == newest.correlate(Thread).scalar_subquery()))
        .join(last_author, Post.author_id == last_author.id)
        .join(last_firm, last_author.company_id == last_firm.id)
    )
    customers = (firm.house.is_(False), last_firm.house.is_(False), asker.state != MemberState.FORMER)
    is_open = (Thread.kind == ThreadKind.QUESTION, Thread.accepted_id.is_(None), Thread.closed_at.is_(None))
    return query.where(Thread.audience_id.in_(readable(actor)), *is_open, *customers).order_by(Thread.last_post_at)


def all_mentions(actor: Actor) -> Select[Post]:
    """Posts that name the actor, newest first."""
    return (
        select(Post)
        .join(Mention, Mention.post_id == Post.id)
        .join(Member, and_(Member.id == Mention.member_id, Member.person_id == actor.person_id))
        .where(Post.audience_id.in_(readable(actor)), Post.deleted_at.is_(None))
        .order_by(Post.created_at.desc())
    )


def unread_mentions(actor: Actor) -> Select[Post]:
    """Those of them that the actor has not read."""
    seen = and_(ReadMark.thread_id == Post.thread_id, ReadMark.member_id == Member.id)
    unread = or_(ReadMark.number.is_(None), ReadMark.number < Post.number)
    return all_mentions(actor).outerjoin(ReadMark, seen).where(unread)


def count_needs(actor: Actor) -> int:
    """How many things need the actor."""
    mentions = _count(unread_mentions(actor).with_only_columns(Post.id))
    return mentions + (_waiting(actor) if actor.staff else 0)


def _waiting(actor: Actor) -> int:
    """How many threads wait, asked anew when something became known to the actor: no entry, no change."""
    if "heads" not in g or actor.lens_id is not None:
        return _count(waiting_threads(actor).with_only_columns(Thread.id))
    known: dict[int | None, tuple[int, int]] = current_app.extensions.setdefault(_KEY, {})
    heads = hash(frozenset(g.heads.items()))
    before = known.get(actor.person_id)
    if before is None or before[0] != heads:
        before = known[actor.person_id] = (heads, _count(waiting_threads(actor).with_only_columns(Thread.id)))
    return before[1]


def _count(query: Select[tuple[int]]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
