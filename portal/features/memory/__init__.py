"""What of a deal is to be remembered: marks on posts, and the register of all that is open between the two sides.

Ledger kinds: mark.*. The surprising rule: a mark has an audience of its own, the post's or Our team; where staff note
an objection or a risk in a thread for everyone, customers do not see that it exists.
"""

from flask import Flask

from portal.features.memory import register_views, views
from portal.features.memory.panel import settled


def register(app: Flask) -> None:
    """Add the pages, and what pages of others show of marks."""
    app.jinja_env.globals.update(settled=settled)
    app.register_blueprint(views.pages)
    app.register_blueprint(register_views.pages)
