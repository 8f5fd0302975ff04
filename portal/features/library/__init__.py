"""The library: folders, files and their versions, and the words in them.

Nouns: `Folder`, `File`, `FileVersion` (bytes that never change), `PageText`, `Upload` (bytes on their way).
Ledger kinds: see `kinds.py`.
The surprising rule: a file never changes its audience. What others shall see is a copy, a new file without a trace of
the old one; and deleting a folder moves up what the one who deletes cannot see, so that its emptiness tells nothing.
"""

from flask import Flask

from portal.features.library import (
    tasks,
    views,
    views_attached,
    views_change,
    views_chosen,
    views_collections,
    views_compare,
    views_file,
    views_pages,
    views_parts,
    views_upload,
    views_versions,
    views_view_only,
)
from portal.features.library.clamd import check_address
from portal.features.library.policy import openable
from portal.features.library.present import sign_of
from portal.features.library.stages import stage
from portal.features.library.tus import tasks as upload_tasks
from portal.features.library.tus import views as tus_views
from portal.features.library.words import not_shown_words, reason_words, state_words

__all__ = [
    "register",
    "stage",
    "tasks",
    "upload_tasks",
    "views_attached",
    "views_change",
    "views_chosen",
    "views_collections",
    "views_compare",
    "views_file",
    "views_pages",
    "views_parts",
    "views_upload",
    "views_versions",
    "views_view_only",
]


def register(app: Flask) -> None:
    """Add the pages and the words they use; importing `tasks` gave the worker its jobs."""
    check_address(app.config["CLAMD"])
    words = {"file_state_words": state_words, "file_reason_words": reason_words, "not_shown_words": not_shown_words}
    app.jinja_env.globals.update(words, openable=openable, sign_of=sign_of)
    app.register_blueprint(views.pages)
    app.register_blueprint(tus_views.pages)
