"""To be told by its builder."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages."""
