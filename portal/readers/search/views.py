"""The page of results, and the groups of a palette while somebody types."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from portal.features.identity.sessions import actor
from portal.features.workspaces.rules import load_workspace, this_workspace
from portal.kernel.access import Permission, rule, signed_in
from portal.kernel.web import Page, limiter
from portal.readers.search.asked import Asked, asked
from portal.readers.search.hits import Results
from portal.readers.search.instant import hints, instant
from portal.readers.search.places import opened, workspaces
from portal.readers.search.shown import SIGNS, chips, heading, hit_views, kind_labels

pages = Blueprint("search", __name__, url_prefix="/search")


def search_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_SEARCH"])


@pages.get("")
@rule(signed_in)
@limiter.limit(search_rate)
def results() -> Any:
    """What is found, narrowed as the address says; a workspace in it opens only for its members."""
    wanted = asked()
    place = _place(wanted)
    found = wanted.find(actor()) if wanted.anything else Results()
    return render_template(
        "search/results.html",
        asked=wanted,
        found=found,
        within=place,
        heading=heading(wanted, found, place=place),
        chips=chips(wanted, found, place=place),
        hits=list(hit_views(found.hits, place=place)),
        page=Page(found.hits, found.page, found.page < found.pages),
    )


@pages.get("/palette")
@rule(signed_in)
@limiter.limit(search_rate)
def palette() -> Any:
    """Rows for a palette: the best hits and matching workspaces; without words, what was opened last."""
    wanted = asked()
    place = _place(wanted)
    text, here = wanted.text, wanted.workspace or None
    return render_template(
        "search/palette.html",
        asked=wanted,
        place=place,
        groups=instant(actor(), text, workspace=here) if text else {},
        hints=hints(actor(), text) if text else [],
        recent=[] if text else opened(actor(), request.args.get("recent", "").split()),
        workspaces=workspaces(actor(), text),
        labels=kind_labels(),
        signs=SIGNS,
    )


def _place(wanted: Asked) -> str:
    """The name of the workspace that is searched, nothing for all. NotFound when the reader is not in it."""
    if not wanted.workspace:
        return ""
    load_workspace(wanted.workspace, Permission.READ)
    return this_workspace().name
