"""Search over everything one may see: posts, thread titles, file names and words with their page, people.

An index (`contract.py`; on Whoosh under DATA_DIR/index) follows the ledger; the database stays the truth, and the index
can be deleted at any time. The surprising rule: the index only proposes. Whatever it proposes passes the audience
filter there and is then looked up through `visible_to` before a title, a snippet or a name is shown.
"""

from flask import Flask

from portal.readers.search import tasks, views
from portal.readers.search.asking import PAGE, search
from portal.readers.search.engine import init_engine
from portal.readers.search.hits import Chip, FacetCount, Hit, HitKind, PageHit, Place, Readers, Results
from portal.readers.search.instant import instant
from portal.readers.search.rebuild import rebuild
from portal.readers.search.scope import init_scope
from portal.readers.search.tasks import init_following

__all__ = [
    "PAGE",
    "Chip",
    "FacetCount",
    "Hit",
    "HitKind",
    "PageHit",
    "Place",
    "Readers",
    "Results",
    "instant",
    "rebuild",
    "register",
    "search",
    "tasks",
]


def register(app: Flask) -> None:
    """Choose the index, prepare following, and add the pages; importing `tasks` gave the worker its timers."""
    init_engine(app)
    init_scope(app)
    init_following(app)
    app.register_blueprint(views.pages)
