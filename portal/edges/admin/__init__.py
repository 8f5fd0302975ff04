"""The administrator's pages: people of the house, failed work, synonyms. Never titles, words or file names."""

from flask import Flask

from portal.edges.admin import people_views, views, words_views


def register(app: Flask) -> None:
    """Add the pages."""
    for each in (people_views, views, words_views):
        app.register_blueprint(each.pages)
