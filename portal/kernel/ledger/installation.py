"""This portal's own identity, read once a process."""

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.ledger.models import Installation

_KEY = "throughline.installation"


def installation(session: Session) -> str:
    """The public id hashed into every entry. Made inside a writing transaction when the database is new."""
    known: str | None = current_app.extensions.get(_KEY)
    if known is None:
        row = session.scalars(select(Installation)).one_or_none()
        if row is None:
            row = Installation()
            session.add(row)
            session.flush()
            return row.public_id  # not remembered before it is committed
        known = current_app.extensions[_KEY] = row.public_id
    return known


def ledger_epoch(session: Session) -> str:
    """The current epoch; empty before the first entry. Read each time: a restore happens in another process."""
    return session.scalar(select(Installation.ledger_epoch)) or ""


def forget_installation() -> None:
    """Read it again next time: a restore has put another in its place."""
    current_app.extensions.pop(_KEY, None)
