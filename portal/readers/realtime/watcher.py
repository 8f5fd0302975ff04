"""Ringing for what other processes wrote: the worker and commands of the embedded profile."""

import threading

from flask import Flask
from sqlalchemy import select, text

from portal.kernel.access import Audience
from portal.kernel.db import db
from portal.readers.realtime.listeners import ring

EVERY = 0.1  # seconds; PRAGMA data_version costs microseconds


def watch(app: Flask, stopping: threading.Event) -> None:
    """Compare heads whenever the database file was changed by somebody else, and ring for those that moved."""
    with app.app_context(), db.engine.connect() as connection:
        known, version = _heads(), None
        while not stopping.wait(EVERY):
            current = connection.execute(text("PRAGMA data_version")).scalar()
            connection.rollback()
            if current == version:
                continue
            version, heads = current, _heads()
            moved = {public_id: head for public_id, head in heads.items() if known.get(public_id) != head}
            if moved:
                ring(moved)
            known = heads


def _heads() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(select(Audience.public_id, Audience.head_seq))}
