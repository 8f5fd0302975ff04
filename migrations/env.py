"""Runs migrations on the application's own engine, each in one transaction, waiting only so long for locks."""

import re

from alembic import context
from flask import current_app
from sqlalchemy import text

# Made by 0003, on PostgreSQL alone.
OF_SEARCH = re.compile(r"search_(shelf|cursor|(document|words|term)_\d)")
database = current_app.extensions["migrate"].db


def of_the_models(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001 (Alembic's own)
    """Whether Alembic compares it: the tables of the search index stand in no model, and are written by hand."""
    return kind != "table" or not OF_SEARCH.fullmatch(name or "")


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
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=of_the_models,
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
