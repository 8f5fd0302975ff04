"""The rail: my workspaces by last activity, and what is unread in each."""

from collections import Counter
from datetime import datetime
from typing import Any

from flask import current_app, g, url_for
from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from portal.edges.frame.needs import count_needs
from portal.features.discussions.queries import by_activity, unread_by_workspace
from portal.features.identity.queries import house
from portal.features.identity.sessions import actor
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.shown import initials, short_name, workspace_mark
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.readers.saved import told_searches

SHOWN = 6  # workspaces in the rail


def rail() -> dict[str, Any]:
    """What `layouts/app.html` asks for."""
    (found, total), here = _latest(), g.get("workspace")
    scope = _scope(here, total)
    news, names = unread_near(), Counter(short_name(each) for each in found)
    items = [
        {
            "name": short_name(each) if names[short_name(each)] == 1 else each.name,  # twins go by their own names
            "full": f"{short_name(each)}, {each.name}",
            "url": url_for("overview.show", workspace_id=each.public_id),
            "company": workspace_mark(each),
            "unread": news.get(each.id, 0),
            "current": here is not None and each.id == here.id,
        }
        for each in found
    ]
    return {
        "workspaces": items,
        "searches": told_searches(),
        "total": total,
        "needs": count_needs(actor()),
        "urls": _urls(scope),
        "scope": scope,
    }


def my_workspaces() -> list[Workspace]:
    """The open workspaces of the reader, latest activity first."""
    if "my_workspaces" not in g:
        g.my_workspaces = [(row[0], row[1]) for row in db.session.execute(_mine())]
    return [each for each, _at in g.my_workspaces]


def active_at(workspace: Workspace) -> datetime:
    """When the reader could last read something new in one of their open workspaces."""
    return next(at for each, at in g.my_workspaces if each.id == workspace.id)  # type: ignore[no-any-return]


def unread() -> dict[int, int]:
    """Threads with news by workspace, counted once a request."""
    if "unread" not in g:
        g.unread = unread_by_workspace(actor())
    return dict(g.unread)


def unread_near() -> dict[int, int]:
    """The same for the workspaces in the rail and the one on screen only: what every page shows."""
    if "unread" in g:
        return unread()
    if "unread_near" not in g:
        here = g.get("workspace")
        near = {each.id for each in _latest()[0]} | ({here.id} if here else set())
        g.unread_near = unread_by_workspace(actor(), within=near)
    return dict(g.unread_near)


def _latest() -> tuple[list[Workspace], int]:
    """The first of my workspaces, as many as the rail shows, and how many there are."""
    if "my_workspaces" in g:
        return my_workspaces()[:SHOWN], len(g.my_workspaces)
    if "latest" not in g:
        query = _mine().add_columns(func.count().over()).limit(SHOWN)
        rows = db.session.execute(query).all()
        g.latest = ([row[0] for row in rows], rows[0][2] if rows else 0)
    found: tuple[list[Workspace], int] = g.latest
    return found


def _mine() -> Select[Workspace, datetime]:
    query = Workspace.visible_to(actor()).where(Workspace.archived_at.is_(None))
    return by_activity(query.options(joinedload(Workspace.company)), actor())


def myself() -> dict[str, Any]:
    """The person at the foot of the rail."""
    vendor = house() if g.person.staff else None
    return {
        "id": g.person.public_id,
        "name": g.person.name,
        "initials": initials(g.person.name),
        "tone": g.person.id % 6 + 1,
        "staff": g.person.staff,
        "role": g.person.title,
        "company": vendor.name if vendor else g.person.title,
        "avatar_url": url_for("identity.photo", picture=g.person.photo) if g.person.photo else "",
        "url": url_for("identity.profile"),
        "administrator": actor().may(Permission.MANAGE_PEOPLE),
    }


def _scope(here: Workspace | None, total: int) -> dict[str, Any] | None:
    """The workspace a search starts in; through a customer's eyes it stays there. With one workspace there is none."""
    if here is None:
        return None
    fixed = actor().lens_id is not None
    if total == 1 and here.archived_at is None and not fixed:
        return None
    return {"id": here.public_id, "name": short_name(here), "fixed": fixed}


def _urls(scope: dict[str, Any] | None) -> dict[str, str]:
    urls = {
        "home": url_for("pages.home"),
        "mentions": url_for("pages.mentions"),
        "register": url_for("register.everywhere"),
        "workspaces": url_for("pages.home", _anchor="workspaces"),
        "sign_out": url_for("identity.sign_out"),
    }
    if "search" in current_app.blueprints:
        within = scope["id"] if scope is not None else None
        urls |= {"search": url_for("search.results", workspace=within), "palette": url_for("search.palette")}
        urls["remember"] = url_for("searches.remember")
    if actor().may(Permission.OPEN_WORKSPACE):
        urls["new_workspace"] = url_for("workspaces.new")
    if actor().may(Permission.MANAGE_PEOPLE):
        urls["admin"] = url_for("admin_people.show")
    return urls
