"""Keeping what was found, and having it mailed when it is wanted so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from portal.features.identity.models import Person
from portal.kernel.db import db, now
from portal.kernel.jobs import enqueue
from portal.readers.notifications.wishes import SEARCHES, Pace, due_by, pace_of
from portal.readers.saved.models import Find, FindState, SavedSearch, Tell

JOB = "saved.mail"
PACES = list(Pace)  # from the soonest


@dataclass(frozen=True, slots=True)
class Found:
    """What a kept search has found: the values of a `Find`, but for what follows from the search."""

    saved: SavedSearch
    where: dict[str, Any]


def leave(found: Found) -> None:
    """Keep it, once for each post or version: the same again says nothing new."""
    saved, due = found.saved, due_of(found.saved, found.saved.person)
    dialect: Any = sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql
    row = found.where | {"saved_id": saved.id, "found_at": now(), "due_at": due, "state": FindState.WAITING}
    anew = row | {"mail_id": None}
    keys = [Find.saved_id, Find.file_id if "file_id" in row else Find.thread_id]
    newer = dialect.insert(Find).values(row)
    newer = newer.on_conflict_do_update(index_elements=keys, set_=anew, where=Find.number < row["number"])
    if db.session.scalar(newer.returning(Find.id)) is not None and due is not None:
        wake(saved.person_id, due)


def due_of(saved: SavedSearch, person: Person) -> datetime | None:
    """When mail about what it finds now may leave: as the search says, never sooner than the person's settings."""
    wished = {Tell.NOW: Pace.NOW, Tell.DAILY: Pace.DAILY}.get(Tell(saved.tell), Pace.NEVER)
    pace = max(wished, pace_of(person, SEARCHES), key=PACES.index)
    return due_by(person, pace, said_at=now())


def wake(person_id: int, due: datetime) -> None:
    """Have somebody mailed then; one job a person waits for each such moment."""
    enqueue(JOB, {"person": person_id}, run_at=due, dedupe=f"{JOB}:{person_id}:{due:%Y-%m-%dT%H}")
