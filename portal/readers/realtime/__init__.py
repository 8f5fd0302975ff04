"""Live pages: sockets that only ring, `/since` that says what was missed, presence and typing.

A ring carries `{audience: head}` and nothing else; pages fetch what they missed, and rights are checked there. Losing
a ring loses nothing: pages compare heads on every connect, on waking up, and every ten seconds.
"""

from flask import Flask

from portal.readers.realtime import sockets, views
from portal.readers.realtime.watcher import watch


def register(app: Flask) -> None:
    """Add the socket server, the catch-up pages and the watcher for entries written by other processes."""
    app.register_blueprint(views.pages)
    sockets.init_sockets(app)
    app.extensions["throughline.watch"] = watch


__all__ = ["register"]
