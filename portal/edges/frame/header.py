"""The header of a workspace: marks, who with whom, tabs."""

from typing import Any

from flask import current_app, g, url_for
from sqlalchemy import func, select

from portal.edges.frame.rail import unread_near
from portal.features.discussions.models import Thread
from portal.features.identity.queries import house
from portal.features.identity.sessions import actor
from portal.features.library.models import File
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.shown import company_view, shown_as, workspace_mark
from portal.kernel.access import Audience, AudienceKind, Permission
from portal.kernel.db import db
from portal.kernel.web import address
from portal.kernel.web.language import count, say


def header() -> dict[str, Any]:
    """What `layouts/workspace.html` asks for, about the workspace of the address."""
    workspace, member = g.workspace, g.member
    vendor, invites = house(), member.may(Permission.INVITE) or member.may(Permission.INVITE_COLLEAGUES)
    name = vendor.name if vendor else ""
    marks = [company_view(vendor)] if vendor else []
    if workspace.company is not None or workspace.logo:
        marks.append(workspace_mark(workspace))
    sub = say("A community of %(house)s", house=name)
    if workspace.company is not None:
        sub = say("%(house)s with %(customer)s", house=name, customer=workspace.company.name)
    return {
        "id": workspace.public_id,
        "me": shown_as(member).id,
        "name": workspace.name,
        "sub": sub,
        "marks": marks,
        "url": url_for("overview.show", workspace_id=workspace.public_id),
        "tabs": _tabs(workspace.public_id, unread_near().get(workspace.id, 0)),
        "can_invite": invites and workspace.archived_at is None and actor().lens_id is None,
        "invite_url": url_for("people.invite", workspace_id=workspace.public_id),
        "archived": workspace.archived_at is not None,
        "brand_url": _brand(workspace),
        "viewing_as": _lens_name(workspace),
        "stop_viewing_url": url_for("workspaces.leave_lens", workspace_id=workspace.public_id),
        "here": [],
        "menu": _menu(workspace, member),
    }


def past_of(workspace: Workspace, audience: Audience | None = None) -> dict[str, Any]:
    """What an invitation to Everyone, or to a circle, opens; said before it is sent."""
    opened = audience or next(each for each in workspace.audiences if each.kind == AudienceKind.EVERYONE)
    threads = db.session.scalar(select(func.count(Thread.id)).where(Thread.audience_id == opened.id)) or 0
    here = File.audience_id == opened.id, File.deleted_at.is_(None), File.refused.is_(False)
    files = db.session.scalar(select(func.count(File.id)).where(*here)) or 0
    said = {
        "threads": count("%(num)s thread", "%(num)s threads", threads),
        "files": count("%(num)s file", "%(num)s files", files),
    }
    return {"audience": opened, "line": say("Whoever joins reads the whole past: %(threads)s and %(files)s.", **said)}


def _tabs(public_id: str, news: int) -> list[dict[str, Any]]:
    tabs = [
        ("overview", "overview.show", "grid", say("Overview"), 0),
        ("threads", "discussions.index", "thread", say("Threads"), news),
        ("files", "library.root", "folder", say("Files"), 0),
        ("people", "people.show", "people", say("People"), 0),
        ("timeline", "timeline.show", "history", say("Timeline"), 0),
    ]
    return [
        {"key": key, "url": url_for(to, workspace_id=public_id), "icon": sign, "label": label, "count": number}
        for key, to, sign, label, number in tabs
        if to in current_app.view_functions
    ]


def _menu(workspace: Workspace, member: Member) -> list[dict[str, str]]:
    place = {"workspace_id": workspace.public_id}
    found = [{"label": say("Register"), "url": address("register.show", **place), "icon": "commit"}]
    if member.may(Permission.ARCHIVE):
        found.append({"label": say("Settings"), "url": address("workspaces.settings", **place), "icon": "settings"})
    return found


def _brand(workspace: Workspace) -> str:
    if not workspace.brand:
        return ""
    return url_for("workspaces.brand", workspace_id=workspace.public_id, colour=workspace.brand[1:])


def _lens_name(workspace: Workspace) -> str:
    if actor().lens_id is None:
        return ""
    query = select(Member).where(Member.workspace_id == workspace.id, Member.person_id == actor().lens_id)
    found = db.session.scalars(query).first()
    return shown_as(found).name if found else ""
