"""Runs migrations on the application's own engine, each in one transaction, waiting only so long for locks."""

from alembic import context
from flask import current_app
from sqlalchemy import text

database = current_app.extensions["migrate"].db


def run() -> None:
    with database.engine.connect().execution_options(sqlite_rw=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = '10s'"))
            connection.execute(text("SET statement_timeout = '15min'"))
            connection.commit()
        else:
            # A table that SQLite has to rebuild is dropped and renamed: that must not look like losing its rows.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection, target_metadata=database.metadata, render_as_batch=True, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                lost = connection.execute(text("PRAGMA foreign_key_check")).all()
                if lost:
                    raise RuntimeError(f"Rows without what they refer to: {lost[:5]}")
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
