"""Who opened a file, as its page tells it: to the vendor's people all of it, to a guest their own part."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import json
from sqlalchemy import select

from portal.features.library.kinds import FILE_OPENED, FILE_PAGES_SEEN
from portal.features.library.models import File
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import audience_of, readers_of, reads
from portal.features.workspaces.shown import PersonView, shown_as
from portal.kernel.access import Actor, AudienceKind, Role
from portal.kernel.db import db
from portal.kernel.ledger import Entry

MOST = 200  # entries looked at for one page


@dataclass(slots=True)
class Opened:
    """One version opened by one person: when last, and on which pages they were, so far as that is told yet."""

    person: PersonView
    version: int
    at: datetime
    pages: list[str] = field(default_factory=list)


def opened_by(file: File, member: Member, actor: Actor) -> list[Opened]:
    """For the vendor's people: everybody's, last opened first. For a guest: their own."""
    team = audience_of(file.workspace, AudienceKind.TEAM)
    if reads(actor, team):
        entries = _entries(team.id, file)
        query = select(Member).where(Member.public_id.in_({entry.actor for entry in entries}))
        members = {each.public_id: each for each in db.session.scalars(query)}
    else:
        entries = _entries(member.person.self_audience_id, file)
        members = {member.person.alias: member}
    return _gathered(entries, members)


def not_opened(file: File, opened: Iterable[Opened]) -> list[PersonView]:
    """The guests who can open it and have not."""
    have = {each.person.id for each in opened}
    guests = [shown_as(each) for each in readers_of(file.audience) if not Role(each.role).for_staff]
    return [guest for guest in guests if guest.id not in have]


def _entries(audience_id: int | None, file: File) -> list[Entry]:
    kinds = (FILE_OPENED.name, FILE_PAGES_SEEN.name)
    query = select(Entry).where(Entry.audience_id == audience_id, Entry.subject == file.public_id)
    return list(db.session.scalars(query.where(Entry.kind.in_(kinds)).order_by(Entry.seq.desc()).limit(MOST)))


def _gathered(entries: list[Entry], members: dict[str, Member]) -> list[Opened]:
    found: dict[tuple[str, int], Opened] = {}
    told = [(json.loads(entry.payload), entry) for entry in entries if entry.actor in members]
    for said, entry in told:
        if entry.kind == FILE_OPENED.name:
            person = shown_as(members[entry.actor])
            found.setdefault((entry.actor, said["version"]), Opened(person, said["version"], entry.occurred_at))
    for said, entry in told:
        line = found.get((entry.actor, said["version"]))
        if line is not None and entry.kind == FILE_PAGES_SEEN.name and said["pages"] not in line.pages:
            line.pages.append(said["pages"])
    return list(found.values())
