"""Commenting on a file."""

import re
from typing import Any

from flask import Blueprint, render_template, request

from portal.features.discussions import drafts, marks
from portal.features.discussions.comments import comment
from portal.features.discussions.models import Post
from portal.features.discussions.post_views import address_of
from portal.features.discussions.prepare import prepare
from portal.features.discussions.queries import around
from portal.features.discussions.services import Spot, Words
from portal.features.discussions.shown import post_html
from portal.features.discussions.thread_views import post_rate
from portal.features.identity.sessions import actor
from portal.features.library.models import File
from portal.features.library.queries import file_or_404
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Permission, rule
from portal.kernel.db import write
from portal.kernel.web import limiter, see_other, stream, wants_stream

pages = Blueprint("comments", __name__, url_prefix="/w/<workspace_id>/files/<file_id>/comments")


@pages.post("")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def create(workspace_id: str, file_id: str) -> Any:
    """Say something about a version of a file, or about a page of it."""
    file = file_or_404(this_workspace(), actor(), file_id)
    words = prepare(request.form.get("body", ""), file.audience)
    with write():
        made = _comment(file_or_404(this_workspace(), actor(), file_id), words)
    return _posted(made) if wants_stream() else see_other(address_of(made))


def _comment(file: File, words: Words) -> Post:
    member, key = this_member(), request.form.get("key") or request.headers.get("Idempotency-Key") or ""
    page, place = _number("page"), _place()
    spot = Spot(_number("version") or file.latest_number, page or 1 if place else page, place)
    made = comment(by=member, file=file, spot=spot, words=words, key=key[:64] or None)
    drafts.drop_draft(by=member, audience_id=file.audience_id, place=file.public_id)
    return made


def _number(name: str) -> int | None:
    typed = request.form.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def _place() -> tuple[float, float] | None:
    """The point of the page that was chosen; anything that is none is no point."""
    typed = [request.form.get(name, "") for name in ("x", "y")]
    if not all(re.fullmatch(r"0(\.\d{1,9})?|1(\.0{1,9})?", each) for each in typed):
        return None
    return float(typed[0]), float(typed[1])


def _posted(post: Post) -> Any:
    place: dict[str, Any] = {"workspace": this_workspace(), "member": this_member(), "thread": post.thread}
    accepts = marks.may_accept(this_member(), post.thread)
    html = post_html(post, around=around([post], actor()), may_accept=accepts, **place)
    return stream(render_template("discussions/commented.stream.html", html=html, post=post))
