"""Mail out: who hears of a post, when, in which words; and how each person chooses less.

The reader `notifications` follows the ledger and leaves a `Notice` for each person and post. When its time has come
the notices of one person become one mail, written from what stands then. The surprising rule: a notice holds no words
and no right; everything is asked again when the mail is written and once more just before it leaves.
"""

from flask import Flask

from portal.readers.notifications import follow, sending, views  # noqa: F401 (timers and jobs register themselves)


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(views.pages)
