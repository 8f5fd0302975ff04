"""Drafts: what somebody has begun to write, kept by place and audience until it is posted."""

from sqlalchemy import delete, select

from portal.features.discussions.models import Draft
from portal.features.workspaces.models import Member
from portal.kernel.access import Audience
from portal.kernel.db import db, now


def save_draft(*, by: Member, audience: Audience, place: str, body: str, title: str = "") -> Draft | None:
    """Keep a draft; an empty one is forgotten."""
    found = find_draft(by, audience.id, place)
    if not body.strip() and not title.strip():
        if found is not None:
            db.session.delete(found)
        return None
    if found is None:
        found = Draft(member_id=by.id, audience_id=audience.id, place=place)
        db.session.add(found)
    found.body, found.title, found.updated_at = body[:60_000], title[:300], now()
    return found


def drop_draft(*, by: Member, audience_id: int, place: str) -> None:
    """Forget a draft that was posted."""
    mine = Draft.member_id == by.id, Draft.audience_id == audience_id, Draft.place == place
    db.session.execute(delete(Draft).where(*mine).execution_options(synchronize_session=False))


def find_draft(member: Member, audience_id: int, place: str) -> Draft | None:
    """A member's own draft at a place for an audience."""
    query = select(Draft).where(Draft.member_id == member.id, Draft.audience_id == audience_id, Draft.place == place)
    return db.session.scalars(query).first()


def drafts_at(member: Member, place: str) -> dict[int, Draft]:
    """A member's drafts at a place, by audience."""
    query = select(Draft).where(Draft.member_id == member.id, Draft.place == place)
    return {draft.audience_id: draft for draft in db.session.scalars(query)}
