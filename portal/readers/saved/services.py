"""Remembering, keeping, changing and forgetting searches. They are state of one person, not entries of the ledger."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.features.identity.models import Person
from portal.features.workspaces.offboarding import when_offboarding
from portal.kernel.access import Actor, Forbidden
from portal.kernel.db import db, now
from portal.kernel.mail import withdraw_mail
from portal.kernel.text import clean_line
from portal.kernel.web import Refused
from portal.readers.saved.models import LONGEST_NAME, Find, RecentSearch, SavedSearch, Tell
from portal.readers.saved.questions import key_of, words_key
from portal.readers.search.asked import Asked

MOST_RECENT, MOST_SAVED = 20, 50


def remember(*, by: Actor, asked: Asked) -> None:
    """Put a search before the last ones; the same words stand once. Whoever keeps it has looked at it now."""
    person_id, key = _own(by), words_key(asked)
    if not asked.anything:
        return
    dialect: Any = sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql
    row = {"person_id": person_id, "key": key, "question": asked.fields(), "asked_at": now()}
    known = [RecentSearch.person_id, RecentSearch.key]
    anew = {"question": row["question"], "asked_at": row["asked_at"]}
    db.session.execute(dialect.insert(RecentSearch).values(row).on_conflict_do_update(index_elements=known, set_=anew))
    latest = select(RecentSearch.id).where(RecentSearch.person_id == person_id)
    latest = latest.order_by(RecentSearch.asked_at.desc(), RecentSearch.id.desc()).limit(MOST_RECENT)
    _forget(person_id, RecentSearch.id.not_in(latest))
    mine = SavedSearch.person_id == person_id, SavedSearch.key == key_of(asked)
    db.session.execute(update(SavedSearch).where(*mine).values(looked_at=now()))


def forget(*, by: Actor, public_id: str = "") -> None:
    """Take one of the last searches away, or all."""
    _forget(_own(by), *([RecentSearch.public_id == public_id] if public_id else []))


def keep(*, by: Actor, asked: Asked, name: str, tell: Tell) -> SavedSearch:
    """Keep a search under a name; by its own words when none is given."""
    person_id = _own(by)
    if not asked.anything:
        raise Refused(_("There is nothing to look for in this search."))
    mine = select(SavedSearch).where(SavedSearch.person_id == person_id)
    known = db.session.scalars(mine.where(SavedSearch.key == key_of(asked))).first()
    if known is not None:
        raise Refused(_("You keep this search already, as “%(name)s”.", name=known.name))
    if (db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST_SAVED:
        raise Refused(_("You keep %(n)s searches. Delete one that you do not need any more.", n=MOST_SAVED))
    made = SavedSearch(person_id=person_id, key=key_of(asked), question=asked.fields(), tell=tell)
    made.name = _name(person_id, name or asked.text)
    db.session.add(made)
    db.session.flush()
    return made


def change(*, by: Actor, saved: SavedSearch, name: str, tell: Tell) -> None:
    """Call it otherwise, or be told otherwise."""
    saved.name, saved.tell = _name(_own(by), name, but=saved.id), tell


def look(*, by: Actor, saved: SavedSearch) -> None:
    """Nothing found up to now is new any more."""
    _own(by)
    saved.looked_at = now()


def drop(*, by: Actor, saved: SavedSearch) -> None:
    """Keep it no more; mail about it that has not left is called back."""
    _own(by)
    _drop(saved)


@when_offboarding
def erase(person: Person) -> None:
    """Whoever is not here any more has no searches."""
    _forget(person.id)
    for saved in db.session.scalars(select(SavedSearch).where(SavedSearch.person_id == person.id)).all():
        _drop(saved)


def subject_of(saved: SavedSearch) -> str:
    """How mail names a kept search."""
    return f"saved_search:{saved.public_id}"


def _own(by: Actor) -> int:
    """Through a customer's eyes nobody keeps anything."""
    if by.person_id is None or by.lens_id is not None:
        raise Forbidden
    return by.person_id


def _name(person_id: int, typed: str, *, but: int = 0) -> str:
    name = clean_line(typed, limit=LONGEST_NAME)
    if not name:
        raise Refused(_("Give it a name."), field="name")
    others = select(SavedSearch.id).where(SavedSearch.person_id == person_id, SavedSearch.id != but)
    if db.session.scalar(others.where(func.lower(SavedSearch.name) == name.lower()).limit(1)) is not None:
        raise Refused(_("You keep another search called “%(name)s”.", name=name), field="name")
    return name


def _drop(saved: SavedSearch) -> None:
    withdraw_mail(subject_of(saved))
    db.session.execute(delete(Find).where(Find.saved_id == saved.id))
    db.session.delete(saved)
    db.session.flush()


def _forget(person_id: int, *which: Any) -> None:
    db.session.execute(delete(RecentSearch).where(RecentSearch.person_id == person_id, *which))


DEEDS = {"seen": look, "delete": drop}
