"""What becomes of memberships when two accounts turn out to be one person."""

from collections.abc import Callable

from sqlalchemy import select

from portal.features.identity.merging import when_merging
from portal.features.identity.models import Person
from portal.features.workspaces.models import Member, MemberState
from portal.kernel.access import Role
from portal.kernel.db import db, now, repoint

Join = Callable[[Member, Member], None]
_joins: list[Join] = []
RANKS = list(Role)  # from owner down


def when_joining(call: Join) -> Join:
    """Call this with the membership that stays and the one that goes, of the same workspace, before rows are moved."""
    _joins.append(call)
    return call


@when_merging
def move_memberships(kept: Person, gone: Person) -> None:
    """A membership changes hands; where both were members, the words and marks of one go to the other."""
    for theirs in db.session.scalars(select(Member).where(Member.person_id == gone.id)).all():
        query = select(Member).where(Member.workspace_id == theirs.workspace_id, Member.person_id == kept.id)
        mine = db.session.scalars(query).first()
        if mine is None:
            theirs.person_id = kept.id
        else:
            _join(mine, theirs)
    db.session.flush()


def _join(mine: Member, theirs: Member) -> None:
    role, active = theirs.role, theirs.active
    theirs.state, theirs.left_at = MemberState.LEFT, now()
    db.session.flush()  # a workspace has one owner at every moment
    if active and not mine.active:
        mine.state, mine.left_at, mine.role, mine.company_id = MemberState.ACTIVE, None, role, theirs.company_id
    elif active and RANKS.index(Role(role)) < RANKS.index(Role(mine.role)):
        mine.role, mine.company_id = role, theirs.company_id  # a champion leads colleagues of that company, of no other
    mine.joined_at = min(mine.joined_at, theirs.joined_at)
    for call in _joins:
        call(mine, theirs)
    repoint(db.session(), "member.id", old=theirs.id, new=mine.id)
