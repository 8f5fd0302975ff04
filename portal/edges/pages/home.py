"""Home: what needs me (staff), or my workspaces (guests); and the page on what is recorded."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, render_template, url_for
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from portal.edges.frame.rail import my_workspaces, unread
from portal.features.discussions.models import Mention, Post, ReadMark, Thread, ThreadKind
from portal.features.identity.models import Company
from portal.features.identity.sessions import actor
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.features.workspaces.shown import short_name, shown_as, workspace_mark
from portal.kernel.access import anyone, readable, rule, signed_in
from portal.kernel.db import db, now
from portal.kernel.text import excerpt, plain
from portal.kernel.web import see_other
from portal.kernel.web.language import count, say, zone

pages = Blueprint("pages", __name__)


@pages.get("/")
@rule(signed_in)
def home() -> Any:
    """What needs me, or my workspaces; a guest with one workspace lands in it."""
    mine = my_workspaces()
    if not g.person.staff and len(mine) == 1:
        return see_other(url_for("overview.show", workspace_id=mine[0].public_id))
    waiting, named = (_waiting() if g.person.staff else []), _mentions()
    return render_template(
        "home/home.html",
        today=now().astimezone(zone()),
        heading=_heading(len(waiting), len(named), sum(unread().values())),
        waiting=waiting,
        named=named,
        workspaces=[_shown(each) for each in mine],
    )


@pages.get("/what-is-recorded")
@rule(anyone)  # said before anybody joins
def privacy() -> Any:
    """In plain words."""
    return render_template("home/privacy.html")


@pages.get("/healthz")
@rule(anyone)  # for the supervisor; says nothing but that the process answers
def health() -> Any:
    """Answer."""
    return {"ok": True}


def _heading(waiting: int, named: int, news: int) -> str:
    if waiting:
        return count("%(num)s customer waits for an answer", "%(num)s customers wait for an answer", waiting)
    if named:
        return count("%(num)s mention waits for you", "%(num)s mentions wait for you", named)
    if news:
        return count("%(num)s thread has news", "%(num)s threads have news", news)
    return say("Nothing waits for you")


def _shown(workspace: Workspace) -> dict[str, Any]:
    news = unread().get(workspace.id, 0)
    return {"workspace": workspace, "name": short_name(workspace), "mark": workspace_mark(workspace), "unread": news}


def _waiting() -> list[dict[str, Any]]:
    """Questions of customers in my workspaces without an answer from staff after them, oldest first."""
    asked = (
        select(Thread).join(Member, Thread.started_by_id == Member.id).join(Company, Member.company_id == Company.id)
    )
    query = asked.where(
        Thread.audience_id.in_(readable(actor())),
        Thread.kind == ThreadKind.QUESTION,
        Thread.accepted_id.is_(None),
        Thread.closed_at.is_(None),
        Company.house.is_(False),
        Member.state != MemberState.FORMER,
        Thread.post_count > 0,
    )
    query = query.options(joinedload(Thread.started_by), joinedload(Thread.workspace))
    found = db.session.scalars(query.order_by(Thread.last_post_at).limit(30)).all()
    return [_row(thread) for thread in found if _last_is_customer(thread)]


def _last_is_customer(thread: Thread) -> bool:
    query = select(Post).where(Post.thread_id == thread.id, Post.deleted_at.is_(None)).order_by(Post.number.desc())
    last = db.session.scalars(query.limit(1).options(joinedload(Post.author))).first()
    return last is not None and not last.author.company.house


def _mentions() -> list[dict[str, Any]]:
    """Posts that name me and that I have not read."""
    query = (
        select(Post)
        .join(Mention, Mention.post_id == Post.id)
        .join(Member, and_(Member.id == Mention.member_id, Member.person_id == actor().person_id))
        .outerjoin(ReadMark, and_(ReadMark.thread_id == Post.thread_id, ReadMark.member_id == Member.id))
        .where(
            Post.audience_id.in_(readable(actor())),
            Post.deleted_at.is_(None),
            or_(ReadMark.number.is_(None), ReadMark.number < Post.number),
        )
        .order_by(Post.created_at.desc())
        .limit(20)
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    found: Sequence[Post] = db.session.scalars(query).all()
    return [_row(post.thread) | {"quote": excerpt(plain(post.html)), "by": shown_as(post.author)} for post in found]


def _row(thread: Thread) -> dict[str, Any]:
    url = url_for("discussions.show", workspace_id=thread.workspace.public_id, thread_id=thread.public_id)
    by = shown_as(thread.started_by)
    return {"thread": thread, "url": url, "by": by, "workspace": short_name(thread.workspace)}
