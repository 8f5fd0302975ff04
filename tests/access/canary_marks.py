"""Marks in every audience of the planted world, and what the team notes about words for everyone."""

from datetime import date

from portal.features.discussions.models import Post, Thread
from portal.features.memory.models import MarkKind, MarkState
from portal.features.memory.services import change, end, set_mark
from portal.features.workspaces import audiences
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.queries import readers_of
from portal.kernel.access import Audience, Permission
from portal.kernel.db import db, write
from tests.access.canary_world import CUSTOMERS, Planted, readers


def plant_marks(world: Planted) -> None:
    """One of each audience, and one of the team about Everyone's words; what is told of them names the audience."""
    for customer in CUSTOMERS:
        workspace = db.session.query(Workspace).filter_by(public_id=world.nests[customer].workspace).one()
        for audience in workspace.audiences:
            _mark(world, customer, workspace, audience, audience)
        _mark(world, customer, workspace, audiences.everyone(workspace), audiences.team(workspace))


def _mark(world: Planted, customer: str, workspace: Workspace, at: Audience, audience: Audience) -> None:
    see, may = world.aviary.plant, readers(customer, audience.kind)
    by = next(each for each in readers_of(at) if each.may(Permission.MARK))
    here = f"{customer}/{at.kind} for {audience.kind}"
    post = db.session.query(Post).join(Post.thread).filter(Thread.audience_id == at.id, Post.number == 1).first()
    assert post is not None
    with write():
        promise = set_mark(by=by, post=post, kind=MarkKind.COMMITMENT, audience=audience)
        moved = f"Moved {see(f'why it moved in {here}', may)}"
        change(by=by, mark=promise, holder=by, due=date(2030, 1, 1), reason=moved)
        risk = set_mark(by=by, post=post, kind=MarkKind.RISK, audience=audience)
        end(by=by, mark=risk, state=MarkState.PASSED, reason=f"Gone {see(f'why it passed in {here}', may)}")
    world.nests[customer].keep("mark_id", promise.public_id)
    world.nests[customer].keep("mark_id", risk.public_id)
