"""Marking a post, and the page of a mark."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _

from portal.features.discussions.models import Post
from portal.features.discussions.queries import post_of
from portal.features.discussions.thread_views import post_rate
from portal.features.identity.forms import said
from portal.features.identity.sessions import actor
from portal.features.memory import services
from portal.features.memory.forms import MarkForm
from portal.features.memory.marking import chosen_holder, moving, new_mark, of_kind, offered
from portal.features.memory.models import Mark, MarkKind, MarkState
from portal.features.memory.queries import mark_or_404
from portal.features.memory.shown import mark_page, mark_url
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import NotFound, Permission, rule
from portal.kernel.db import write
from portal.kernel.web import Refused, address, limiter, see_other

pages = Blueprint("marks", __name__, url_prefix="/w/<workspace_id>")


@pages.get("/posts/<post_id>/mark/<kind>")
@rule(in_workspace(Permission.POST))
def new(workspace_id: str, post_id: str, kind: str) -> Any:
    """Ask who reads the mark, and of a commitment who keeps it and by when."""
    post = post_of(this_workspace(), actor(), post_id)
    return _new_page(MarkForm(), post, of_kind(kind))


@pages.post("/posts/<post_id>/mark/<kind>")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def create(workspace_id: str, post_id: str, kind: str) -> Any:
    """Mark the post."""
    form, post = MarkForm(), post_of(this_workspace(), actor(), post_id)
    if not form.validate_on_submit():
        return _new_page(form, post, of_kind(kind)), 422
    try:
        with write():
            mark = new_mark(form, post_of(this_workspace(), actor(), post_id), of_kind(kind))
    except Refused as refusal:
        form.problem(refusal.field, refusal.message)
        return _new_page(form, post, of_kind(kind)), 422
    return see_other(_post_url(mark))


@pages.get("/marks/<mark_id>")
@rule(in_workspace())
def show(workspace_id: str, mark_id: str) -> Any:
    """A mark: its words, where it stands, and its history."""
    return _page(_mark(mark_id), MarkForm())


@pages.post("/marks/<mark_id>")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def change(workspace_id: str, mark_id: str) -> Any:
    """Give a commitment to somebody else, or move its day."""
    form, mark = MarkForm(), _mark(mark_id)
    if not form.validate_on_submit():
        return _page(mark, form), 422
    try:
        with write():
            mark = _mark(mark_id, hold=True)
            holder = chosen_holder(form, mark.audience) or mark.holder or this_member()
            services.change(by=this_member(), mark=mark, holder=holder, due=form.due.data, reason=said(form.reason))
    except Refused as refusal:
        form.problem(refusal.field, refusal.message)
        return _page(_mark(mark_id), form), 422
    flash(_("Changed. What was agreed before stays in its history."))
    return see_other(mark_url(mark))


@pages.post("/marks/<mark_id>/<state>")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def settle(workspace_id: str, mark_id: str, state: str) -> Any:
    """Say what became of it."""
    if state not in set(MarkState):
        raise NotFound
    try:
        with write():
            mark = _mark(mark_id, hold=True)
            if state == MarkState.OPEN:
                services.reopen(by=this_member(), mark=mark)
            else:
                reason = request.form.get("reason", "")
                services.end(by=this_member(), mark=mark, state=MarkState(state), reason=reason)
    except Refused as refusal:
        form = MarkForm(formdata=None)
        form.problem("due", refusal.message)
        return _page(_mark(mark_id), form), 422
    return see_other(_post_url(mark) if request.form.get("from") == "post" else mark_url(mark))


def _mark(mark_id: str, *, hold: bool = False) -> Mark:
    return mark_or_404(this_workspace(), actor(), mark_id, hold=hold)


def _post_url(mark: Mark) -> str:
    return address("posts.show", workspace_id=this_workspace().public_id, post_id=mark.post.public_id)


def _new_page(form: MarkForm, post: Post, kind: MarkKind) -> str:
    shown = offered(form, this_member(), post, kind)
    return render_template("memory/new.html", workspace=this_workspace(), post=post, kind=kind, form=form, **shown)


def _page(mark: Mark, form: MarkForm) -> str:
    shown = mark_page(mark, this_member(), actor())
    if shown["moves"]:
        shown |= moving(form, this_member(), mark)
    return render_template("memory/mark.html", workspace=this_workspace(), form=form, **shown)
