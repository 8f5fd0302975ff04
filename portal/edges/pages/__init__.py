"""Pages over several nouns: home, the overview of a workspace, what is recorded."""

from flask import Flask

from portal.edges.pages import filling, home, overview  # noqa: F401 (filling listens)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(home.pages)
    app.register_blueprint(overview.pages)
