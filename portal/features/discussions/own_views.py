"""What is one's own: drafts, read marks, previews, whom one may name."""

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import select

from portal.features.discussions import drafts, services
from portal.features.discussions.models import Post
from portal.features.discussions.prepare import prepare
from portal.features.discussions.queries import thread_of
from portal.features.identity.sessions import actor
from portal.features.library.models import File
from portal.features.workspaces.models import Member, MemberState
from portal.features.workspaces.queries import audience_for, readers_of
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Permission, rule
from portal.kernel.db import db, write
from portal.kernel.text import fold

pages = Blueprint("own", __name__, url_prefix="/w/<workspace_id>")


@pages.route("/drafts/<place>", methods=["PUT", "DELETE"])
@rule(in_workspace(Permission.POST))
def keep_draft(workspace_id: str, place: str) -> Any:
    """Keep what is being written, or forget it."""
    typed = {key: request.form.get(key, "") if request.method == "PUT" else "" for key in ("body", "title")}
    with write():
        audience = audience_for(this_workspace(), actor(), request.form.get("audience", ""))
        _check(place)
        drafts.save_draft(by=this_member(), audience=audience, place=place, **typed)
    return "", 204


def _check(place: str) -> None:
    """A draft is for a new thread, for a thread, or for the comments on a file."""
    if place == "new":
        return
    if db.session.scalar(File.visible_to(actor()).where(File.public_id == place).with_only_columns(File.id)) is None:
        thread_of(this_workspace(), actor(), place)


@pages.post("/threads/<thread_id>/read")
@rule(in_workspace())
def mark_read(workspace_id: str, thread_id: str) -> Any:
    """Remember how far the reader has come: the posts that were on the screen, by public id."""
    thread = thread_of(this_workspace(), actor(), thread_id)
    seen = Post.visible_to(actor()).where(
        Post.thread_id == thread.id, Post.public_id.in_(request.form.getlist("post")[:200])
    )
    newest = max((post.number for post in db.session.scalars(seen)), default=0)
    with write():
        services.mark_read(by=this_member(), thread_id=thread.id, number=newest)
    return "", 204


@pages.post("/preview")
@rule(in_workspace(Permission.POST))
def preview(workspace_id: str) -> Any:
    """How a text will look."""
    audience = audience_for(this_workspace(), actor(), request.args.get("audience", "everyone"))
    return str(prepare(request.form.get("body", "")[: services.LONGEST_BODY], audience).html)


@pages.get("/mentions")
@rule(in_workspace(Permission.POST))
def mentions(workspace_id: str) -> Any:
    """Whom one may name for an audience; members who cannot read it are listed as such and cannot be chosen."""
    audience = audience_for(this_workspace(), actor(), request.args.get("audience", ""))
    wanted = fold(request.args.get("q", ""))
    readers = {member.id for member in readers_of(audience)}
    query = select(Member).where(Member.workspace_id == this_workspace().id, Member.state == MemberState.ACTIVE)
    found = [member for member in db.session.scalars(query) if wanted in fold(shown_as(member).name)]
    found.sort(key=lambda member: (member.id not in readers, shown_as(member).name))
    people = [(shown_as(member), member.id in readers) for member in found[:8]]
    return render_template("discussions/_mentions.html", people=people)
