"""Home: what needs me (staff), or what came in for me (guests); all mentions; and the page on what is recorded."""

from typing import Any

from flask import Blueprint, g, render_template, url_for

from portal.edges.frame.needs import all_mentions, unread_mentions
from portal.edges.frame.rail import active_at, my_workspaces, unread
from portal.edges.pages import desk
from portal.features.identity.sessions import actor
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.shown import short_name, workspace_mark
from portal.kernel.access import anyone, rule, signed_in
from portal.kernel.db import db, now
from portal.kernel.web import paginate, see_other
from portal.kernel.web.language import count, say, zone

pages = Blueprint("pages", __name__)
MENTIONED = 10  # shown on the home page
# What may need somebody, the most urgent first; of what they asked, the answers they have not read.
NEEDS = (
    ("waiting", "%(num)s customer waits for an answer", "%(num)s customers wait for an answer"),
    ("wanted", "%(num)s request for files waits for you", "%(num)s requests for files wait for you"),
    ("asked", "%(num)s answer came in for you", "%(num)s answers came in for you"),
    ("came", "Files came in for %(num)s request", "Files came in for %(num)s requests"),
    ("named", "%(num)s mention waits for you", "%(num)s mentions wait for you"),
    ("news", "%(num)s thread has news", "%(num)s threads have news"),
)


@pages.get("/")
@rule(signed_in)
def home() -> Any:
    """What needs me, or what came in for me; a guest with one workspace lands in it."""
    mine, staff = my_workspaces(), bool(g.person.staff)
    if not staff and len(mine) == 1:
        return see_other(url_for("overview.show", workspace_id=mine[0].public_id))
    shown = {
        "waiting": desk.waiting() if staff else [],
        "wanted": desk.wanted(),
        "came": desk.came() if staff else [],
        "asked": [] if staff else desk.asked(),
        "named": desk.mentions(db.session.scalars(unread_mentions(actor()).options(*desk.POST).limit(MENTIONED))),
        "news": desk.news(),
    }
    workspaces = [_shown(each) for each in mine]
    return render_template("home/home.html", today=_today(), heading=_heading(**shown), workspaces=workspaces, **shown)


@pages.get("/mentions")
@rule(signed_in)
def mentions() -> Any:
    """Every post that names me, newest first."""
    page = paginate(db.session(), all_mentions(actor()).options(*desk.POST))
    return render_template("home/mentions.html", page=page, named=desk.mentions(page.items))


@pages.get("/what-is-recorded")
@rule(anyone)  # said before anybody joins
def privacy() -> Any:
    """In plain words."""
    return render_template("home/privacy.html")


@pages.get("/healthz")
@rule(anyone)  # for the supervisor; says nothing but that the process answers
def health() -> Any:
    """Answer."""
    return {"ok": True}


def _today() -> Any:
    return now().astimezone(zone())


def _heading(**shown: list[dict[str, Any]]) -> str:
    """The first thing that needs the reader, in a sentence."""
    for key, one, many in NEEDS:
        rows = shown[key]
        found = [row for row in rows if row["answered"] and row["unread"]] if key == "asked" else rows
        if found:
            return count(one, many, len(found))
    return say("Nothing waits for you")


def _shown(workspace: Workspace) -> dict[str, Any]:
    news = unread().get(workspace.id, 0)
    shown = {"workspace": workspace, "name": short_name(workspace), "mark": workspace_mark(workspace)}
    return shown | {"unread": news, "active_at": active_at(workspace)}
