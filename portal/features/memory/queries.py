"""Marks as one actor sees them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.memory.models import Mark, MarkKind, MarkState
from portal.features.requests.models import FileRequest, RequestState
from portal.features.requests.queries import SOONEST as FIRST_DUE
from portal.features.requests.queries import WHOLE
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import Actor, NotFound
from portal.kernel.db import db
from portal.kernel.ledger import Entry

PEOPLE = (joinedload(Mark.set_by), joinedload(Mark.holder), joinedload(Mark.ended_by))
WITH_POST = joinedload(Mark.post).options(joinedload(Post.thread).joinedload(Thread.workspace))
SOONEST = (Mark.due_on == "", Mark.due_on, Mark.created_at.desc(), Mark.id.desc())


def mark_or_404(workspace: Workspace, actor: Actor, public_id: str, *, hold: bool = False) -> Mark:
    """A mark of this workspace the actor may see; `hold` keeps the row until the transaction ends."""
    query = Mark.visible_to(actor).where(Mark.workspace_id == workspace.id, Mark.public_id == public_id)
    held = query.with_for_update(of=Mark).execution_options(populate_existing=True)
    found = db.session.scalars(held if hold else query.options(*PEOPLE, WITH_POST)).first()
    if found is None:
        raise NotFound
    return found


def settled_in(thread: Thread, actor: Actor) -> Sequence[Mark]:
    """The marks of a thread the actor may see, in the order of its posts; what was withdrawn stands there no more."""
    if not thread.marked:
        return []
    query = Mark.visible_to(actor).join(Post, Post.id == Mark.post_id).where(Post.thread_id == thread.id)
    query = query.where(Mark.state != MarkState.WITHDRAWN).order_by(Post.number, Mark.id)
    return db.session.scalars(query.options(*PEOPLE, WITH_POST)).unique().all()


def marks_of(actor: Actor, kind: MarkKind, workspace: Workspace | None, *, ended: bool) -> Select[Mark]:
    """Marks of one kind: open ones, the soonest due first, or those that ended, the latest first."""
    query = Mark.visible_to(actor).where(Mark.kind == kind, within(Mark.workspace_id, workspace, actor))
    query = query.options(*PEOPLE, WITH_POST)
    if ended:
        return query.where(Mark.state != MarkState.OPEN).order_by(Mark.ended_at.desc(), Mark.id.desc())
    return query.where(Mark.state == MarkState.OPEN).order_by(*SOONEST)


def questions_of(actor: Actor, workspace: Workspace | None, *, ended: bool) -> Select[Thread]:
    """Questions without an accepted answer, the oldest first; or those that have one, the latest first."""
    query = Thread.visible_to(actor).where(Thread.kind == ThreadKind.QUESTION, Thread.post_count > 0)
    query = query.where(within(Thread.workspace_id, workspace, actor))
    query = query.options(joinedload(Thread.started_by), joinedload(Thread.workspace))
    if ended:
        return query.where(Thread.accepted_id.is_not(None)).order_by(Thread.accepted_at.desc(), Thread.id.desc())
    return query.where(Thread.accepted_id.is_(None)).order_by(Thread.created_at, Thread.id)


def requests_of(actor: Actor, workspace: Workspace | None, *, ended: bool) -> Select[FileRequest]:
    """Requests for files that are open, the soonest due first; or those that ended, the latest first."""
    query = FileRequest.visible_to(actor).where(within(FileRequest.workspace_id, workspace, actor))
    query = query.options(*WHOLE, joinedload(FileRequest.workspace))
    if ended:
        return query.where(FileRequest.state != RequestState.OPEN).order_by(FileRequest.ended_at.desc())
    return query.where(FileRequest.state == RequestState.OPEN).order_by(*FIRST_DUE)


def within(column: Any, workspace: Workspace | None, actor: Actor) -> ColumnElement[bool]:
    """In this workspace; without one, in all the actor is a member of, but for archived ones."""
    if workspace is not None:
        found: ColumnElement[bool] = column == workspace.id
        return found
    mine = select(Member.workspace_id).where(Member.person_id == actor.person_id, Member.state == MemberState.ACTIVE)
    living: ColumnElement[bool] = column.in_(mine.join(Member.workspace).where(Workspace.archived_at.is_(None)))
    return living


def history(mark: Mark, actor: Actor) -> Sequence[Entry]:
    """What was told of a mark, the first first."""
    query = Entry.visible_to(actor).where(Entry.audience_id == mark.audience_id, Entry.subject == mark.subject)
    return db.session.scalars(query.order_by(Entry.seq).options(joinedload(Entry.beside))).unique().all()
