"""The rule of routes inside a workspace: its address opens only for members, each with their role."""

from dataclasses import replace
from typing import Any, cast

from flask import g, request
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.features.identity.sessions import actor
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import Actor, Forbidden, NotFound, Permission, signed_in
from portal.kernel.db import db


class InWorkspace:
    """Loads `<workspace_id>` for a member into `g.workspace` and `g.member`, and asks for a permission.

    Strangers get 404, as if nothing were there; members without the permission get 403. An archived workspace can be
    read and reopened only.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        self.name = f"in workspace: {permission.name}"

    def check(self, view_args: dict[str, Any]) -> Any | None:
        refused = signed_in.check(view_args)
        if refused is not None:
            return refused
        load_workspace(view_args["workspace_id"], self.permission)
        return None


def in_workspace(permission: Permission = Permission.READ) -> InWorkspace:
    """For members of the workspace in the address whose role grants this."""
    return InWorkspace(permission)


def load_workspace(public_id: str, permission: Permission) -> None:
    """Set `g.workspace` and `g.member`, or raise NotFound or Forbidden."""
    who = _through_lens(public_id)
    member = _member(who, public_id)
    if member is None:
        raise NotFound
    found = member.workspace
    g.workspace, g.member = found, member
    reading = permission in (Permission.READ, Permission.VIEW_AS_CUSTOMER, Permission.EXPORT)
    looking = request.method in ("GET", "HEAD") or request.endpoint == "workspaces.leave_lens"
    if not member.may(permission) or (who.lens_id is not None and not (reading and looking)):
        raise Forbidden
    if found.archived_at is not None and not reading and permission is not Permission.ARCHIVE:
        raise Forbidden


def _member(who: Actor, public_id: str) -> Member | None:
    """The active membership of the actor in that workspace, both at once, if they see it."""
    seen = Workspace.visible_to(who).with_only_columns(Workspace.id)
    query = select(Member).join(Member.workspace).where(Workspace.public_id == public_id, Workspace.id.in_(seen))
    query = query.where(Member.person_id == who.person_id, Member.state == MemberState.ACTIVE)
    loaded = contains_eager(Member.workspace).joinedload(Workspace.company)
    return db.session.scalars(query.options(loaded)).first()


def _through_lens(public_id: str) -> Actor:
    """The actor, looking as the customer they chose (cookie `lens`) if that one is still here and they still may."""
    who, chosen = actor(), request.cookies.get("lens", "")
    if not chosen or not who.staff:
        return who
    query = select(Member).join(Workspace, Member.workspace_id == Workspace.id)
    query = query.where(
        Workspace.public_id == public_id, Member.public_id == chosen, Member.state == MemberState.ACTIVE
    )
    other = db.session.scalars(query).first()
    if other is not None:
        g.actor = replace(who, lens_id=other.person_id)
    return actor()


def this_workspace() -> Workspace:
    """The workspace of the address."""
    return cast("Workspace", g.workspace)


def this_member() -> Member:
    """The member who asks, in the workspace of the address."""
    return cast("Member", g.member)
