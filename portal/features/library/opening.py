"""Who opened what: told to the vendor's people and to the opener, once an hour at most; which pages, an hour after.

Every route that gives a guest something to read of a version calls `opening`; pictures too small to be read do not.

The pages are gathered in an `Opening` until an hour has passed since it began. So the ledger tells the day and the time
at which a file was opened, and never how long somebody looked at it.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import select

from portal.features.library.kinds import FILE_OPENED, FILE_PAGES_SEEN
from portal.features.library.models import FileVersion, Opening
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import audience_of
from portal.kernel.access import Actor, Audience, AudienceKind, Role
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry, Kind, canonical, record

ONCE_IN = timedelta(hours=1)


class Way(StrEnum):
    """How what is in a version comes to somebody, and so how often that is told.

    Its page or its bytes are asked for by a person: once an hour. Parts of it (pictures of pages, words, film) are
    fetched by a page that is open, perhaps all day: once a day. A page that looks for news by itself tells of nobody
    who has opened it before.
    """

    ASKED = "asked"
    PART = "part"
    BY_ITSELF = "by_itself"


def opening(*, by: Member, actor: Actor, version: FileVersion, way: Way = Way.ASKED) -> None:
    """Somebody is about to be given what is in a version: record it where that is told. Not in `write()`."""
    if _to_be_told(by, actor, version) and not _told(by, version, way):
        with write():
            _opened(by, version, way)


def pages_seen(*, by: Member, actor: Actor, version: FileVersion, pages: Iterable[int]) -> None:
    """Keep which of its pages were on the screen with the opening that is under way."""
    found = _under_way(by, version) if _to_be_told(by, actor, version) else None
    if found is not None:
        found.pages = sorted({*pages, *found.pages})


def tell_pages() -> None:
    """Tell the pages of openings that began an hour ago or earlier, and forget them here."""
    ended = select(Opening.id).where(Opening.opened_at <= now() - ONCE_IN).order_by(Opening.id)
    for key in db.session.scalars(ended).all():
        with write() as session:
            found = session.get(Opening, key, with_for_update=True)
            if found is not None:
                if found.pages:
                    _tell(FILE_PAGES_SEEN, found.member, found.version, {"pages": spans(found.pages)})
                session.delete(found)


def spans(pages: Iterable[int]) -> str:
    """Sorted page numbers as people write them: "1-3, 7"."""
    runs = [list(run) for _, run in groupby(enumerate(pages), key=lambda pair: pair[1] - pair[0])]
    ends = [(run[0][1], run[-1][1]) for run in runs]
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ends)


def _to_be_told(member: Member, actor: Actor, version: FileVersion) -> bool:
    """Guests' openings are; not those of staff, through a customer's eyes, or in a closed circle."""
    audience = version.file.audience
    guest = not Role(member.role).for_staff and member.person.self_audience_id is not None
    hidden = audience.kind == AudienceKind.CIRCLE and audience.closed
    return guest and actor.lens_id is None and not hidden


def _told(member: Member, version: FileVersion, way: Way) -> bool:
    """Whether it was told lately; the opening that is under way says so without a look into the ledger."""
    moment, latest = now(), _under_way(member, version)
    if latest is not None and latest.opened_at > moment - ONCE_IN:
        return True
    if way is Way.ASKED:
        return False
    told = select(Entry.id).where(
        Entry.audience_id == member.person.self_audience_id,
        Entry.subject == version.file.public_id,
        Entry.kind == FILE_OPENED.name,
        Entry.payload == canonical({"version": version.number}),
    )
    if way is Way.PART:
        told = told.where(Entry.occurred_at > moment - timedelta(days=1))
    return db.session.scalar(told.limit(1)) is not None


def _opened(member: Member, version: FileVersion, way: Way) -> None:
    # Pictures of pages are fetched several at once: they wait here for each other, so that one tells.
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    if not _told(member, version, way):
        _tell(FILE_OPENED, member, version, {})
        db.session.add(Opening(member_id=member.id, version_id=version.id))


def _under_way(member: Member, version: FileVersion) -> Opening | None:
    query = select(Opening).where(Opening.member_id == member.id, Opening.version_id == version.id)
    return db.session.scalars(query.order_by(Opening.id.desc()).limit(1)).first()


def _tell(kind: Kind, member: Member, version: FileVersion, more: dict[str, Any]) -> None:
    own = db.session.get_one(Audience, member.person.self_audience_id)
    team = audience_of(version.file.workspace, AudienceKind.TEAM)
    subject, payload = version.file.public_id, {"version": version.number} | more
    act = record(kind, audience=team, actor=member.public_id, subject=subject, payload=payload)
    record(kind, audience=own, actor=member.person.alias, subject=subject, payload=payload, act=act)
