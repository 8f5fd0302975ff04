"""Which search index this application runs on."""

from typing import cast

from flask import Flask, current_app

from portal.kernel.db import db
from portal.readers.search.contract import SearchIndex
from portal.readers.search.index.whoosh_index import WhooshIndex
from portal.readers.search.postgres.postgres_index import PostgresIndex

EXTENSION = "throughline.search"
WHOOSH, POSTGRES = "whoosh", "postgresql"


def init_engine(app: Flask) -> None:
    """Choose it. Nothing is opened before somebody searches or writes."""
    with app.app_context():
        here = db.engine.dialect.name
    asked = app.config["SEARCH_INDEX"] or (POSTGRES if here == POSTGRES else WHOOSH)
    if asked not in (WHOOSH, POSTGRES):
        raise ValueError(f"SEARCH_INDEX must be {WHOOSH} or {POSTGRES}, not {asked}")
    if asked == POSTGRES != here:
        raise ValueError(f"SEARCH_INDEX {POSTGRES} needs that database, not {here}")
    app.extensions[EXTENSION] = PostgresIndex() if asked == POSTGRES else WhooshIndex()


def search_index() -> SearchIndex:
    """The index of the running application."""
    return cast("SearchIndex", current_app.extensions[EXTENSION])
