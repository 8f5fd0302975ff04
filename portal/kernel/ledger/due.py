"""What readers of the ledger ask: what is due, what came after my cursor, and I am done up to here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from portal.kernel.access import Audience
from portal.kernel.db import db
from portal.kernel.ledger.kinds import Kind
from portal.kernel.ledger.models import Due, Entry, ReaderCursor


def due_audiences(session: Session, reader: str, *, limit: int = 500) -> Sequence[int]:
    """Ids of the audiences with news for this reader."""
    return session.scalars(select(Due.audience_id).where(Due.reader == reader).limit(limit)).all()


def number_of(audience_id: int, kind: Kind, subject: str) -> int:
    """The number that an entry, the only one of its kind about this subject, has in that audience."""
    query = select(Entry.seq).where(Entry.subject == subject, Entry.kind == kind.name)
    return db.session.scalars(query.where(Entry.audience_id == audience_id)).one()


def entries_after(audience_id: int, seq: int, *, limit: int = 500) -> Select[Entry]:
    """The entries of an audience after a number, in order, with the text beside them."""
    return (
        select(Entry)
        .where(Entry.audience_id == audience_id, Entry.seq > seq)
        .order_by(Entry.seq)
        .limit(limit)
        .options(joinedload(Entry.beside))
    )


def cursor_of(session: Session, reader: str, audience_id: int) -> int:
    """The number up to which the reader has come; 0 before its first entry."""
    found = session.get(ReaderCursor, (reader, audience_id))
    return found.seq if found else 0


def settle(session: Session, reader: str, reached: dict[int, int]) -> None:
    """Store how far the reader came, by audience id, and drop what is no longer due. Runs inside `write()`."""
    for audience_id, seq in sorted(reached.items()):
        found = session.get(ReaderCursor, (reader, audience_id), with_for_update=True)
        if found is None:
            session.add(ReaderCursor(reader=reader, audience_id=audience_id, seq=seq))
        elif found.seq < seq:
            found.seq = seq
        session.execute(delete(Due).where(Due.reader == reader, Due.audience_id == audience_id, Due.head <= seq))


def mark_all_due(session: Session, reader: str) -> None:
    """Compare every cursor with its head and mark what lags: at start, hourly, and after a rebuild."""
    waiting = select(Due.audience_id).where(Due.reader == reader)
    reached = select(ReaderCursor.seq).where(ReaderCursor.reader == reader, ReaderCursor.audience_id == Audience.id)
    lagging = select(literal(reader), Audience.id, Audience.head_seq).where(
        Audience.head_seq > func.coalesce(reached.scalar_subquery(), 0), Audience.id.not_in(waiting)
    )
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    marked = dialect.insert(Due).from_select(["reader", "audience_id", "head"], lagging)
    session.execute(marked.on_conflict_do_nothing())  # somebody who writes at this moment marks the same
