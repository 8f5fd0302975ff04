"""What the worker does for the library."""

from datetime import timedelta
from typing import Any

from flask import current_app

from portal.features.library.checking import CHECK, DRAW, EXTRACT, check
from portal.features.library.opening import tell_pages
from portal.features.library.previews.ahead import draw_ahead
from portal.features.library.previews.cache import previews_root, tidy
from portal.features.library.purging import purge_orphans, purge_trash
from portal.features.library.reading import give_up, read_words
from portal.features.library.scrub import scrub_slice
from portal.kernel.jobs import handler, timer


@handler(CHECK)
def check_for_viruses(payload: dict[str, Any]) -> None:
    """Let the virus scanner look through a version."""
    check(payload["version"], payload["tries"])


@handler(EXTRACT)
def extract(payload: dict[str, Any]) -> None:
    """Read the words of a version."""
    read_words(payload["version"])


@handler(DRAW)
def draw(payload: dict[str, Any]) -> None:
    """Draw the first page of a version."""
    draw_ahead(payload["version"])


@timer("library.previews", timedelta(days=1))
def tidy_previews() -> None:
    """Drop drawings nobody has looked at for long."""
    tidy(previews_root(), current_app.config["PREVIEW_DAYS"])


@timer("library.openings", timedelta(minutes=1))
def openings() -> None:
    """Tell which pages were seen in openings that began an hour ago."""
    tell_pages()


@timer("library.given_up", timedelta(minutes=5))
def name_unread() -> None:
    """Let no version wait for ever for its words."""
    give_up(EXTRACT)


@timer("library.trash", timedelta(hours=1))
def empty_trash() -> None:
    """Purge what was deleted long ago."""
    purge_trash()


@timer("library.orphans", timedelta(days=1))
def sweep() -> None:
    """Free the disk of bytes nothing refers to."""
    purge_orphans()


@timer("library.scrub", timedelta(hours=1), apart=True)
def scrub() -> None:
    """Once a night, look whether a part of all bytes is still what it was."""
    scrub_slice()
