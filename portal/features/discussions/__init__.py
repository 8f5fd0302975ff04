"""Threads and posts: what is said, to whom, and what each reader keeps about it.

Ledger kinds: thread.*, post.*. The surprising rule: a thread's audience never changes; "Our team only" chosen in a
customer thread begins a linked thread of which customers cannot see that it exists.
"""

from flask import Flask

from portal.features.discussions import merging, talk  # noqa: F401 (one listens, the other is a part of a page)
from portal.features.discussions.attach_views import pages as attach_pages
from portal.features.discussions.comment_views import pages as comment_pages
from portal.features.discussions.own_views import pages as own_pages
from portal.features.discussions.post_views import pages as post_pages
from portal.features.discussions.thread_views import pages as thread_pages
from portal.features.discussions.widen_views import pages as widen_pages


def register(app: Flask) -> None:
    """Add the pages."""
    for pages in (thread_pages, post_pages, own_pages, attach_pages, widen_pages, comment_pages):
        app.register_blueprint(pages)
