"""Turning mail down with the key that stands in a mail."""

from sqlalchemy import select

from portal.features.discussions.marks import wish
from portal.features.discussions.models import Thread
from portal.features.identity.models import Person
from portal.features.workspaces.queries import member_of
from portal.kernel.access import NotFound
from portal.kernel.db import db
from portal.readers.notifications.tokens import Key
from portal.readers.notifications.wishes import DEFAULTS, Pace, choose, pace_of


def turn_down(key: Key, wanted: str) -> None:
    """`thread` mutes it, `kind` ends mail of this kind, `daily` gathers all into one mail a day, `never` ends all."""
    person = db.session.scalars(select(Person).where(Person.public_id == key.person)).first()
    if person is None or wanted not in ("thread", "kind", "daily", "never"):
        raise NotFound
    if wanted == "thread":
        _mute(person, key.thread)
    elif wanted == "daily":
        choose(person, {kind: Pace.DAILY for kind in DEFAULTS if pace_of(person, kind) is not Pace.NEVER})
    else:
        kinds = list(DEFAULTS) if wanted == "never" else [kind for kind in key.kinds if kind in DEFAULTS]
        choose(person, dict.fromkeys(kinds, Pace.NEVER))


def _mute(person: Person, public_id: str) -> None:
    """Mute the thread for somebody who still reads it."""
    thread = db.session.scalars(Thread.visible_to(person.actor()).where(Thread.public_id == public_id)).first()
    member = member_of(thread.workspace, person.actor()) if thread is not None else None
    if thread is not None and member is not None:
        wish(by=member, thread=thread, word="mute")
