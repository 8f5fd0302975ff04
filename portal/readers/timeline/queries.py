"""Entries of a workspace for one reader, and who acted in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.features.identity.models import Person
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Actor, readable
from portal.kernel.db import db
from portal.kernel.ledger import Entry
from portal.readers.timeline.vocabulary import GROUPS, QUIET

FEW, MOST_ACTIVE = 20, 10  # people in one list; those who come first in a longer one


@dataclass(frozen=True, slots=True)
class Narrow:
    """What of the timeline is asked for. `until` is the first moment that is too late; `before` an entry shown last."""

    group: str = ""
    members: Collection[str] | None = None  # public ids of those who acted; None for anybody
    audience_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, int] | None = None


EVERYTHING = Narrow()


def timeline(
    workspace: Workspace, actor: Actor, narrow: Narrow = EVERYTHING, *, since: datetime | None = None, limit: int = 50
) -> Sequence[Entry]:
    """The newest entries the actor may read, by the time they happened. With `since`, only what came after it."""
    query = _readable(workspace, actor).where(Entry.kind.not_in(QUIET))
    if narrow.group:
        begins = [Entry.kind.startswith(f"{noun}.", autoescape=True) for noun in GROUPS[narrow.group]]
        query = query.where(or_(*begins))
    if narrow.members is not None:
        query = query.where(Entry.actor.in_(narrow.members))
    if narrow.audience_id is not None:
        query = query.where(Entry.audience_id == narrow.audience_id)
    if since is not None:
        query = query.where(Entry.occurred_at > since)
    if narrow.since is not None:
        query = query.where(Entry.occurred_at >= narrow.since)
    if narrow.until is not None:
        query = query.where(Entry.occurred_at < narrow.until)
    if narrow.before is not None:
        at, last = narrow.before
        query = query.where(or_(Entry.occurred_at < at, and_(Entry.occurred_at == at, Entry.id < last)))
    query = query.order_by(Entry.occurred_at.desc(), Entry.id.desc()).limit(limit)
    return db.session.scalars(query.options(joinedload(Entry.beside))).unique().all()


def people(workspace: Workspace, actor: Actor) -> tuple[list[Member], list[Member]]:
    """Whoever acted in what the actor may read: those with the most entries, and the rest by name."""
    acted = _readable(workspace, actor).with_only_columns(Entry.actor, func.count().label("number"))
    counted = acted.group_by(Entry.actor).subquery()
    query = select(Member).join(Person, Person.id == Member.person_id)
    query = query.join(counted, counted.c.actor == Member.public_id).where(Member.workspace_id == workspace.id)
    found = list(db.session.scalars(query.order_by(counted.c.number.desc(), Person.name, Member.id)).unique())
    if len(found) <= FEW:
        return [], sorted(found, key=lambda each: each.person.name)
    return found[:MOST_ACTIVE], sorted(found[MOST_ACTIVE:], key=lambda each: each.person.name)


def _readable(workspace: Workspace, actor: Actor) -> Select[Entry]:
    return select(Entry).where(Entry.workspace_id == workspace.id, Entry.audience_id.in_(readable(actor)))
