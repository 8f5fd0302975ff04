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
        context.configure(
            connection=connection, target_metadata=database.metadata, render_as_batch=True, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
