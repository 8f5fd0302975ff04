"""The administrator's pages: people of the house, and work that failed. Never titles, words or file names."""

from flask import Flask

from portal.edges.admin import views


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(views.pages)
