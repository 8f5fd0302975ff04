"""Which search index this application runs on."""

from typing import cast

from flask import Flask, current_app

from portal.readers.search.contract import SearchIndex
from portal.readers.search.index.whoosh_index import WhooshIndex

EXTENSION = "throughline.search"


def init_engine(app: Flask) -> None:
    """Choose it. Nothing is opened before somebody searches or writes."""
    app.extensions[EXTENSION] = WhooshIndex()


def search_index() -> SearchIndex:
    """The index of the running application."""
    return cast("SearchIndex", current_app.extensions[EXTENSION])
