"""The commit at the edge: number, chain and store what the transaction recorded, as its last statements."""

from collections import defaultdict
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.kernel.access import Audience
from portal.kernel.db import clock, edge
from portal.kernel.db.base import to_micros
from portal.kernel.ledger.chain import canonical, digest_of, hash_of
from portal.kernel.ledger.doorbell import doorbell
from portal.kernel.ledger.installation import installation
from portal.kernel.ledger.models import Due, Entry, EntryText
from portal.kernel.ledger.record import PENDING, Pending

RUNG = "throughline.rung"
# Made once: every commit runs them, and making a statement costs as much as running it.
_NUMBERED = (
    update(Audience)
    .where(Audience.id == bindparam("key"))
    .values(head_seq=Audience.head_seq + bindparam("more"))
    .returning(Audience.head_seq, Audience.head_hash, Audience.public_id, Audience.workspace_key)
)
_CHAINED = update(Audience).where(Audience.id == bindparam("key")).values(head_hash=bindparam("last"))
_STORED = insert(Entry).returning(Entry.id, sort_by_parameter_order=True)
_BESIDE = insert(EntryText)


def init_ledger(app: Flask) -> None:
    """Seal before every commit and ring after it."""
    with app.app_context():
        around = edge()
        around.before.append(seal)
        around.after.append(ring)


def seal(session: Session) -> None:
    """Give the pending entries their numbers and hashes, audience by audience in ascending id (so none deadlocks)."""
    pending: list[Pending] = session.info.pop(PENDING, [])
    by_audience: dict[int, list[Pending]] = defaultdict(list)
    for entry in pending:
        by_audience[entry.audience_id].append(entry)
    if pending:
        installation(session)  # before any audience is held: the first writers of a portal wait for each other here
    session.info[RUNG] = [_seal_audience(session, key, by_audience[key]) for key in sorted(by_audience)]


def ring(info: dict[Any, Any]) -> None:
    """Tell the doorbell which audiences have a new head."""
    rung: list[tuple[str, int]] = info.get(RUNG, [])
    if rung:
        doorbell().ring(dict(rung))


def _seal_audience(session: Session, audience_id: int, entries: list[Pending]) -> tuple[str, int]:
    line = session.connection()
    head = line.execute(_NUMBERED, {"key": audience_id, "more": len(entries)}).one()
    place = (installation(session), head.workspace_key, head.public_id)
    rows, previous = [], head.head_hash
    for seq, entry in enumerate(entries, start=head.head_seq - len(entries) + 1):
        row = _row(entry, seq=seq, place=place, previous=previous)
        previous = row["hash"]
        rows.append(row)
    _insert(session, rows, entries)
    line.execute(_CHAINED, {"key": audience_id, "last": previous})
    _mark_due(session, audience_id, head.head_seq, {name for entry in entries for name in entry.kind.readers})
    return head.public_id, head.head_seq


def _row(entry: Pending, *, seq: int, place: tuple[str, str, str], previous: str) -> dict[str, Any]:
    recorded_at = clock()
    occurred_at = entry.occurred_at or recorded_at
    row = {
        "actor": entry.actor,
        "subject": entry.subject,
        "act": entry.act,
        "payload": canonical(entry.payload),
        "digest": digest_of(entry.salt, entry.beside) if entry.beside else "",
    }
    times = (to_micros(recorded_at), to_micros(occurred_at))
    return row | {
        "audience_id": entry.audience_id,
        "workspace_id": entry.workspace_id,
        "seq": seq,
        "kind": entry.kind.name,
        "recorded_at": recorded_at,
        "occurred_at": occurred_at,
        "prev_hash": previous,
        "hash": hash_of(place=place, seq=seq, kind=entry.kind.name, times=times, previous=previous, **row),
    }


def _insert(session: Session, rows: list[dict[str, Any]], entries: list[Pending]) -> None:
    line = session.connection()
    ids = line.scalars(_STORED, rows).all()
    texts = [
        {"entry_id": key, "salt": entry.salt, "body": entry.beside}
        for key, entry in zip(ids, entries, strict=True)
        if entry.beside
    ]
    if texts:
        line.execute(_BESIDE, texts)


def _mark_due(session: Session, audience_id: int, head: int, readers: set[str]) -> None:
    """Leave work for the readers. The update on conflict makes a reader that settles at this moment look again."""
    if not readers:
        return
    rows = [{"reader": name, "audience_id": audience_id, "head": head} for name in sorted(readers)]
    session.connection().execute(_due(session.get_bind().dialect.name), rows)


@cache
def _due(dialect: str) -> Any:
    made: Any = (sqlite if dialect == "sqlite" else postgresql).insert(Due)
    keys = ["reader", "audience_id"]
    return made.on_conflict_do_update(index_elements=keys, set_={"head": made.excluded.head})
