"""This portal's own identity, read once a process."""

from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.kernel.db import new_public_id, now
from portal.kernel.ledger.models import Installation

_KEY = "throughline.installation"


def installation(session: Session) -> str:
    """The public id hashed into every entry. Made inside a writing transaction when the database is new."""
    known: str | None = current_app.extensions.get(_KEY)
    if known is None:
        row = session.scalars(select(Installation)).one_or_none()
        if row is None:
            return _make(session)  # not remembered before it is committed
        known = current_app.extensions[_KEY] = row.public_id
    return known


def ledger_epoch(session: Session) -> str:
    """The current epoch; empty before the first entry. Read each time: a restore happens in another process."""
    return session.scalar(select(Installation.ledger_epoch)) or ""


def forget_installation() -> None:
    """Read it again next time: a restore has put another in its place."""
    current_app.extensions.pop(_KEY, None)


def _make(session: Session) -> str:
    """The one row, whoever comes first: a second writer waits for it and then reads it."""
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"id": 1, "public_id": new_public_id(), "ledger_epoch": new_public_id(), "created_at": now()}
    session.execute(dialect.insert(Installation).values(row).on_conflict_do_nothing(index_elements=[Installation.id]))
    return session.scalars(select(Installation.public_id)).one()
