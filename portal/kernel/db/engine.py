"""Engines: the settings that make SQLite durable and its writers polite."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event

from portal.kernel.db.base import Base
from portal.kernel.db.busy import LONGEST_WAIT
from portal.kernel.db.lock import EXTENSION, FileLock, NoLock

# WAL lets readers pass writers; FULL makes an acknowledged commit survive a power cut (one fsync each);
# recursive_triggers keeps INSERT OR REPLACE from slipping past the append-only triggers.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={LONGEST_WAIT * 1000:.0f}",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "wal_autocheckpoint=1000",
    "journal_size_limit=67108864",
    "cache_size=-16000",
    "temp_store=MEMORY",
)

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def init_db(app: Flask) -> None:
    """Bind the application to its database and choose the write lock that goes with it."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _settle_sqlite(db.engine)
            app.extensions[EXTENSION] = FileLock(app.config["DATA_DIR"] / "write.lock")
        else:
            _settle_postgres(db.engine)
            app.extensions[EXTENSION] = NoLock()


def _settle_postgres(engine: Engine) -> None:
    """Nobody waits for a lock without an end: whoever holds it may hang."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = '{LONGEST_WAIT * 1000:.0f}ms'")
        connection.commit()


def _settle_sqlite(engine: Engine) -> None:
    """Hand transactions to SQLAlchemy and begin IMMEDIATE for writers: a deferred one that reads first cannot wait."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("sqlite_rw")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
