"""Ringing for what other processes wrote: the worker and commands of the embedded profile."""

import threading

import structlog
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.kernel.access import Audience
from portal.kernel.db import db
from portal.readers.realtime.listeners import Heads, rung
from portal.readers.realtime.sockets import hear

log = structlog.get_logger()
EVERY = 0.1  # seconds; PRAGMA data_version costs microseconds


def watch(app: Flask, stopping: threading.Event) -> None:
    """Ring for every head that moved, until told to stop. A database that fails for a while is asked again."""
    with app.app_context():
        rung.update(_heads())
        while not stopping.is_set():
            try:
                with db.engine.connect() as connection:
                    _follow(connection, stopping)
            except SQLAlchemyError:
                log.exception("watcher_failed")
                stopping.wait(EVERY * 10)


def _follow(connection: Connection, stopping: threading.Event) -> None:
    """Compare heads whenever the database was changed by any other connection, this process's own included."""
    version: object = None
    while not stopping.wait(EVERY):
        current = _version(connection)
        if current is None or current != version:
            version = current
            moved = {public_id: head for public_id, head in _heads().items() if rung.get(public_id, 0) != head}
            if moved:
                hear(moved)


def _version(connection: Connection) -> object:
    """What SQLite counts up with each change; None where only looking tells."""
    if connection.dialect.name != "sqlite":
        return None
    found = connection.execute(text("PRAGMA data_version")).scalar()
    connection.rollback()
    return found


def _heads() -> Heads:
    with db.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(select(Audience.public_id, Audience.head_seq))}
