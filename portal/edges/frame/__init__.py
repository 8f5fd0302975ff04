"""What stands around every page: the rail, the workspace's header, live heads; and the words templates may call."""

from flask import Flask

from portal.edges.frame.context import init_context
from portal.edges.frame.globals import init_globals


def register(app: Flask) -> None:
    """Give templates their globals and every page its frame."""
    init_globals(app)
    init_context(app)
