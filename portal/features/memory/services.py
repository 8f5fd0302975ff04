"""Setting marks, and saying what became of them."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.discussions.models import Post
from portal.features.memory.kinds import CHANGED, ENDED, REOPENED, SET
from portal.features.memory.models import ENDS, LONGEST_QUOTE, Mark, MarkKind, MarkState
from portal.features.memory.policy import audiences_for, may_change, may_set
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import readers_of
from portal.kernel.access import Audience, Forbidden, NotFound, Permission
from portal.kernel.db import db, now
from portal.kernel.ledger import Kind, record
from portal.kernel.text import clean_line, excerpt, plain
from portal.kernel.web import Refused


def set_mark(
    *,
    by: Member,
    post: Post,
    kind: MarkKind,
    audience: Audience,
    holder: Member | None = None,
    due: date | None = None,
) -> Mark:
    """Mark a post. A commitment without a `holder` is its author's; other kinds have neither holder nor day.

    Refused where it is marked so already, and for a holder who could not read it.
    """
    if audience.id not in {each.id for each in audiences_for(by, post)}:
        raise NotFound
    if not may_set(by, post, kind, audience):
        raise Forbidden
    _refuse_twice(post, kind, audience)
    made = Mark(
        workspace_id=post.workspace_id,
        audience_id=audience.id,
        post_id=post.id,
        kind=kind,
        words=excerpt(plain(post.html), limit=LONGEST_QUOTE),
        set_by_id=by.id,
    )
    if kind == MarkKind.COMMITMENT:
        made.holder_id = (_able(by, holder, audience) if holder else _writer(post, by, audience)).id
        made.due_on = due.isoformat() if due else ""
    made.audience, post.thread.marked = audience, True
    db.session.add(made)
    db.session.flush()
    _tell(SET, made, by, _held(made), {"words": made.words})
    return made


def change(*, by: Member, mark: Mark, holder: Member, due: date | None, reason: str = "") -> None:
    """Give a commitment to somebody else, or move its day; what was agreed before stays in its history."""
    _require(by, mark)
    if mark.kind != MarkKind.COMMITMENT or not mark.is_open:
        raise Refused(_("This has ended. Open it again first."))
    before, day = _held(mark), due.isoformat() if due else ""
    if (mark.holder_id, mark.due_on) == (holder.id, day):
        return
    if mark.holder_id != holder.id:
        mark.holder = _able(by, holder, mark.audience)
    mark.due_on = day
    db.session.flush()
    said = _held(mark) | {"holder_before": before["holder"], "due_before": before["due"]}
    _tell(CHANGED, mark, by, said, {"reason": clean_line(reason)})


def end(*, by: Member, mark: Mark, state: MarkState, reason: str = "") -> None:
    """Say what became of it: kept, broken, answered, passed or withdrawn, as its kind allows."""
    _require(by, mark)
    if state not in ENDS[MarkKind(mark.kind)]:
        raise NotFound
    if not mark.is_open:
        raise Refused(_("Somebody has said already what became of it."))
    mark.state, mark.ended_at, mark.ended_by = state, now(), by
    _tell(ENDED, mark, by, {"state": str(state)}, {"reason": clean_line(reason)})


def reopen(*, by: Member, mark: Mark) -> None:
    """It has not ended after all."""
    _require(by, mark)
    if mark.is_open:
        raise Refused(_("It is open already."))
    mark.state, mark.ended_at, mark.ended_by = MarkState.OPEN, None, None
    _tell(REOPENED, mark, by, {}, {})


def _refuse_twice(post: Post, kind: MarkKind, audience: Audience) -> None:
    """Of two at once the second waits here, and finds the mark of the first."""
    db.session.execute(select(Post.id).where(Post.id == post.id).with_for_update())
    living = Mark.state != MarkState.WITHDRAWN, Mark.kind == kind, Mark.audience_id == audience.id
    if db.session.scalars(select(Mark.id).where(Mark.post_id == post.id, *living)).first() is not None:
        raise Refused(_("This post is marked so already."))


def _writer(post: Post, by: Member, audience: Audience) -> Member:
    """Who wrote it, or who marks it where they left or could not read the mark."""
    return post.author if post.author in readers_of(audience) else by


def _able(by: Member, holder: Member, audience: Audience) -> Member:
    """Who keeps a commitment can read it; only the team gives one to the other side."""
    if holder.id not in {each.id for each in readers_of(audience)}:
        raise Refused(_("Choose somebody who can read it."), field="holder")
    if holder.company_id != by.company_id and not by.may(Permission.MARK):
        raise Refused(_("Choose somebody of your own company."), field="holder")
    return holder


def _require(by: Member, mark: Mark) -> None:
    if not may_change(by, mark):
        raise Forbidden


def _held(mark: Mark) -> dict[str, Any]:
    holder = db.session.get_one(Member, mark.holder_id).public_id if mark.holder_id else ""
    return {"holder": holder, "due": mark.due_on}


def _tell(kind: Kind, mark: Mark, by: Member, said: dict[str, Any], beside: dict[str, str]) -> None:
    post = db.session.get_one(Post, mark.post_id)
    payload = {"post": post.public_id, "kind": mark.kind} | said
    record(kind, audience=mark.audience, actor=by.public_id, subject=mark.subject, payload=payload, beside=beside)
