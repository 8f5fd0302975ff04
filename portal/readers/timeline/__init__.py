"""The ledger as people read it: one sentence an entry, each in an audience the reader is in."""

from flask import Flask

from portal.readers.timeline import views


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(views.pages)
