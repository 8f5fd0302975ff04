"""What the worker does for search: follow the ledger at once, and keep the index in few pieces."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import structlog
from flask import Flask, current_app

from portal.kernel.jobs import timer
from portal.readers.search.contract import Missing
from portal.readers.search.engine import search_index
from portal.readers.search.indexer import Unusable, compare, index_due
from portal.readers.search.rebuild import rebuild

log = structlog.get_logger()
EXTENSION = "throughline.search_follower"
COMPARE = 3600.0  # seconds between full comparisons of the index with the ledger


@dataclass(slots=True)
class Compared:
    """Which index this process has compared with the ledger, and when."""

    name: str = ""
    at: float = 0.0


def init_following(app: Flask) -> None:
    """Remember nothing yet: the first round compares."""
    app.extensions[EXTENSION] = Compared()


@timer("search.follow", timedelta(seconds=0.2), apart=True)
def follow() -> bool:
    """Index a batch of what is new; where no index is fit for it, build one."""
    try:
        with search_index().alone("writer", wait=False) as mine:
            return mine and _follow()
    except (Missing, Unusable) as reason:
        log.warning("search_rebuild", reason=str(reason))
    return rebuild() is not None


@timer("search.merge", timedelta(seconds=5), apart=True)
def merge() -> bool:
    """Make one larger piece of many small ones."""
    index = search_index()
    with index.alone("merge", wait=False) as mine:
        return mine and index.tidy()


def _follow() -> bool:
    index = search_index()
    with index.reading() as state:
        compared, name = cast("Compared", current_app.extensions[EXTENSION]), index.name()
        if compared.name != name or time.monotonic() - compared.at > COMPARE:
            compare(index, state)
            compared.name, compared.at = name, time.monotonic()
        return index_due(index, state)
