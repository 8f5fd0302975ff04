"""The database, brought to the newest revision."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate, upgrade

from portal.kernel.db import db

FOLDER = Path(__file__).resolve().parents[3] / "migrations"
migrate = Migrate(directory=str(FOLDER), render_as_batch=True)


def init_migrations(app: Flask) -> None:
    """Let `flask db` find the migrations."""
    migrate.init_app(app, db)


def upgrade_database() -> None:
    """Run what has not run yet."""
    upgrade(directory=str(FOLDER))
