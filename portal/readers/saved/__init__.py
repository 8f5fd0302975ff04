"""Searches of one's own: the last ones, and those one keeps, with what is new in them.

The reader `saved` follows the ledger, and asks the index for each kept search only about what was just written. The
surprising rule: nobody but their owner ever meets them, administrators included, and they end with the account.
"""

from flask import Flask

from portal.readers.saved import follow, letters, present, views  # noqa: F401 (timers and jobs register themselves)
from portal.readers.saved.present import told_searches

__all__ = ["register", "told_searches"]


def register(app: Flask) -> None:
    """Add the pages, and what pages of search show."""
    shown = (present.recent_searches, present.saved_searches, present.kept_as, present.may_keep, present.new_saved)
    app.jinja_env.globals.update({each.__name__: each for each in shown})
    app.register_blueprint(views.pages)
