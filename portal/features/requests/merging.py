"""What becomes of the places of two memberships that turn out to be one person's."""

from sqlalchemy import select

from portal.features.requests.models import Wanted, WantedState
from portal.features.workspaces.merging import when_joining
from portal.features.workspaces.models import Member
from portal.kernel.db import db

FURTHEST = (
    WantedState.WITHDRAWN,
    WantedState.OPEN,
    WantedState.SENT_BACK,
    WantedState.FILLED,
    WantedState.ACCEPTED,
)


@when_joining
def keep_the_further(mine: Member, theirs: Member) -> None:
    """Where both were asked for one thing, what came further counts; the other place goes."""
    for gone in db.session.scalars(select(Wanted).where(Wanted.member_id == theirs.id)).all():
        query = select(Wanted).where(Wanted.item_id == gone.item_id, Wanted.member_id == mine.id)
        kept = db.session.scalars(query).first()
        if kept is not None and FURTHEST.index(WantedState(gone.state)) > FURTHEST.index(WantedState(kept.state)):
            kept.state, kept.reason, kept.changed_at = gone.state, gone.reason, gone.changed_at
