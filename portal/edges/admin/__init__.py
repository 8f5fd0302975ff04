"""The administrator's pages: people of the house, and work that failed. Never titles, words or file names."""

from flask import Flask

from portal.edges.admin import people_views, views


def register(app: Flask) -> None:
    """Add the pages."""
    for each in (people_views, views):
        app.register_blueprint(each.pages)
