"""Following the ledger: each entry becomes notices and the jobs that mail them, once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.kernel.db import db, now, write
from portal.kernel.jobs import enqueue, timer
from portal.kernel.ledger import Entry, due_audiences, entries_after, mark_all_due, settle
from portal.kernel.ledger.due import cursor_of
from portal.readers.notifications import asked
from portal.readers.notifications.models import Notice, NoticeState
from portal.readers.notifications.recipients import KINDS, Heard, recipients
from portal.readers.notifications.wishes import Pace, due_at, pace_of

READER = "notifications"
JOB = "notifications.mail"
KEPT = timedelta(days=90)  # notices that ended stay that long
LATE = timedelta(minutes=15)
AT_ONCE = 100  # entries


@timer("notifications.follow", timedelta(seconds=0.5), apart=True)
def follow() -> bool:
    """Read what is new, one batch of each audience; whether there is more."""
    more = [_read_on(audience_id) for audience_id in due_audiences(db.session(), READER)]
    return any(more)


@timer("notifications.sweep", timedelta(hours=1))
def sweep() -> None:
    """Look at every audience again, wake notices nobody came for, and forget old ones."""
    with write() as session:
        mark_all_due(session, READER)
        late = select(Notice.person_id).where(Notice.state == NoticeState.WAITING, Notice.due_at < now() - LATE)
        for person_id in session.scalars(late.distinct()):
            enqueue_mail(person_id, Pace.SOON, now())
        session.execute(delete(Notice).where(Notice.state != NoticeState.WAITING, Notice.made_at < now() - KEPT))


def enqueue_mail(person_id: int, pace: Pace, due: datetime, *, post_id: int = 0) -> None:
    """Have a person's notices mailed then. One job a pace waits for a person; what is urgent has its own a post."""
    key = f"{JOB}:{pace}:{person_id}" + (f":{post_id}" if pace is Pace.NOW else "")
    enqueue(JOB, {"person": person_id}, run_at=due, dedupe=key)


def _read_on(audience_id: int) -> bool:
    """Take the next entries of an audience; whether there may be more. Notices and cursor are one transaction."""
    seq = cursor_of(db.session(), READER, audience_id)
    entries = db.session.scalars(entries_after(audience_id, seq, limit=AT_ONCE)).unique().all()
    found = [_row(heard, entry) for entry in entries if entry.kind in KINDS for heard in recipients(entry)]
    rows = [row for row in found if row]
    mails = [letter for entry in entries if entry.kind in asked.KINDS for letter in asked.letters(entry)]
    reached = entries[-1].seq if entries else seq
    with write() as session:
        for row in rows:
            _leave(row)
        for letter in mails:
            letter.queue()
        settle(session, READER, {audience_id: reached})
    return len(entries) == AT_ONCE


def _row(heard: Heard, entry: Entry) -> dict[str, Any]:
    """The notice and how soon it is wanted; nothing for one who wants no such mail."""
    member, post, reason = heard
    due = due_at(member.person, reason, said_at=entry.recorded_at)
    if due is None:
        return {}
    known = {"person_id": member.person_id, "member_id": member.id, "post_id": post.id, "reason": str(reason)}
    return known | {"due_at": due, "pace": pace_of(member.person, reason)}


def _leave(row: dict[str, Any]) -> None:
    """Add a notice unless it is there, and its job."""
    pace = row.pop("pace")
    dialect: Any = sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql
    keys = [Notice.member_id, Notice.post_id, Notice.reason]
    statement = dialect.insert(Notice).values(row).on_conflict_do_nothing(index_elements=keys)
    if db.session.scalar(statement.returning(Notice.id)) is not None:
        enqueue_mail(row["person_id"], pace, row["due_at"], post_id=row["post_id"])
