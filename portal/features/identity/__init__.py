"""People, their verified addresses, companies, the house; how they sign in, and their sessions."""

from flask import Flask

from portal.features.identity import (  # noqa: F401 (they add their routes and timers)
    address_views,
    outbox_views,
    photo_views,
    profile_views,
    setup_views,
    tasks,
)
from portal.features.identity.sessions import init_sessions
from portal.features.identity.views import pages


def register(app: Flask) -> None:
    """Add the sign-in pages and know who asks."""
    init_sessions(app)
    app.register_blueprint(pages)
