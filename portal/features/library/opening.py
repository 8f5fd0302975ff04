"""Who opened what: told to the vendor's people and to the opener, once an hour at most."""

from datetime import timedelta

from sqlalchemy import select

from portal.features.library.kinds import FILE_OPENED
from portal.features.library.models import FileVersion
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import audience_of
from portal.kernel.access import Actor, Audience, AudienceKind, Role
from portal.kernel.db import db, now
from portal.kernel.ledger import Entry, record

ONCE_IN = timedelta(hours=1)


def to_be_told(member: Member, actor: Actor, version: FileVersion) -> bool:
    """Openings of guests are told; those of staff, or seen through a customer's eyes, are nobody's business."""
    if actor.lens_id is not None or Role(member.role).for_staff:
        return False
    own = db.session.get(Audience, member.person.self_audience_id)
    return own is not None and not _told_lately(own, version.file.public_id)


def opened(*, by: Member, version: FileVersion) -> None:
    """Record that a guest opened a version."""
    own = db.session.get(Audience, by.person.self_audience_id)
    subject, payload = version.file.public_id, {"version": version.number}
    if own is None or _told_lately(own, subject):
        return
    team = audience_of(version.file.workspace, AudienceKind.TEAM)
    act = record(FILE_OPENED, audience=team, actor=by.public_id, subject=subject, payload=payload)
    record(FILE_OPENED, audience=own, actor=by.person.alias, subject=subject, payload=payload, act=act)


def _told_lately(own: Audience, subject: str) -> bool:
    query = select(Entry.id).where(Entry.audience_id == own.id, Entry.kind == FILE_OPENED.name)
    query = query.where(Entry.subject == subject, Entry.occurred_at > now() - ONCE_IN)
    return db.session.scalar(query.limit(1)) is not None
