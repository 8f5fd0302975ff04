"""Requests for files: what is wanted, of whom, by when; and links by which people who are not members can give it.

Nouns: `FileRequest`, `RequestItem`, `RequestAsked`, `RequestLink`, `Wanted` (where one item stands), `Given`. Ledger
kinds: request.*. The surprising rule: a request has two audiences. Its own sees what is asked, and any reader of it may
answer; what comes belongs to another (Our team, unless chosen otherwise), and its giver keeps a receipt in their own.
"""

from flask import Flask

from portal.features.requests import (
    aim,  # noqa: F401 (it adds itself)
    give_views,
    merging,  # noqa: F401 (it listens)
    refusals,  # noqa: F401 (it listens)
    tasks,  # noqa: F401 (its timer registers itself)
    views,
)
from portal.features.requests.present import asked_of_me, link_words, open_requests


def register(app: Flask) -> None:
    """Add the pages, and what pages of others show of requests."""
    app.jinja_env.globals.update(asked_of_me=asked_of_me, open_requests=open_requests, link_words=link_words)
    app.register_blueprint(views.pages)
    app.register_blueprint(give_views.pages)
