"""Workspaces: one deal or one client community; their members, audiences and invitations.

Ledger kinds: workspace.*, member.*, invitation.*, circle.*, audience.*. The surprising rule: being a member gives no
right to read; only being a reader of an audience does, and `audiences.py` is the only place that writes that.
"""

from flask import Flask

from portal.features.workspaces import (
    admission_views,
    ask_views,
    join_views,
    merging,  # noqa: F401 (it listens)
    people_views,
    picture_views,
    views,
)


def register(app: Flask) -> None:
    """Add the pages."""
    for each in (views, people_views, join_views, ask_views, admission_views, picture_views):
        app.register_blueprint(each.pages)
