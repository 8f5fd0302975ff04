"""The list of threads, a thread, and beginning one."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from portal.features.discussions import drafts, marks, services
from portal.features.discussions.brought import attached, bring
from portal.features.discussions.forms import ThreadForm, kinds_for
from portal.features.discussions.models import Thread, ThreadKind
from portal.features.discussions.page import composer_for
from portal.features.discussions.prepare import prepare
from portal.features.discussions.queries import post_of, read_numbers, thread_list, thread_of
from portal.features.discussions.shown import composer_view, thread_html
from portal.features.identity.forms import said
from portal.features.identity.sessions import actor
from portal.features.library.present import file_rows
from portal.features.library.queries import files_named
from portal.features.library.store import Content
from portal.features.workspaces.queries import audience_for, audiences_of
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import NotFound, Permission, rule
from portal.kernel.db import db, write
from portal.kernel.web import Refused, limiter, paginate, see_other, wants_json
from portal.kernel.web.language import say as _

pages = Blueprint("discussions", __name__, url_prefix="/w/<workspace_id>/threads")


def post_rate() -> str:
    """The configured limit."""
    return str(current_app.config["RATE_POST"])


@pages.get("")
@rule(in_workspace())
def index(workspace_id: str) -> Any:
    """Threads of the workspace, latest first."""
    workspace, kind = this_workspace(), request.args.get("show", "")
    wanted = request.args.get("audience", "")
    audience = audience_for(workspace, actor(), wanted) if wanted else None
    query = thread_list(workspace, actor(), kind=kind, audience_id=audience.id if audience else None)
    page = paginate(db.session(), query, size=30)
    read = read_numbers(this_member(), page.items)
    shown = {"kind": kind, "audience": audience, "audiences": audiences_of(workspace, actor())}
    return render_template(
        "discussions/threads.html", workspace=workspace, member=this_member(), page=page, read=read, **shown
    )


@pages.get("/new")
@rule(in_workspace(Permission.POST))
def new(workspace_id: str) -> Any:
    """Ask for title, readers and words. Staff begin in Our team, customers with Everyone."""
    return _new(ThreadForm())


@pages.post("")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def start(workspace_id: str) -> Any:
    """Begin a thread."""
    form = ThreadForm()
    audience = audience_for(this_workspace(), actor(), said(form.audience))
    if not form.validate_on_submit():
        return _new(form), 422
    words = prepare(said(form.body), audience)
    try:
        contents = bring()
        with write():
            thread = _start(form, words, contents)
    except Refused as refusal:
        form.body.errors = [refusal.message]
        return _new(form), 422
    return see_other(url_for("discussions.show", workspace_id=workspace_id, thread_id=thread.public_id))


@pages.get("/<thread_id>")
@rule(in_workspace())
def show(workspace_id: str, thread_id: str) -> Any:
    """A thread: its newest page, or the one asked for."""
    thread = thread_of(this_workspace(), actor(), thread_id)
    return thread_html(thread, this_member())


@pages.post("/<thread_id>/<deed>")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def change(workspace_id: str, thread_id: str, deed: str) -> Any:
    """Pin, close, follow, mute, or say which post is the answer."""
    with write():
        thread = thread_of(this_workspace(), actor(), thread_id)
        member = this_member()
        if deed == "pin":
            marks.pin(by=member, thread=thread)
        elif deed == "close":
            marks.close(by=member, thread=thread)
        elif deed == "accept":
            wanted = request.form.get("post", "")
            post = post_of(this_workspace(), actor(), wanted) if wanted else None
            marks.accept(by=member, thread=thread, post=post)
        elif deed in ("follow", "mute", "default"):
            marks.wish(by=member, thread=thread, word=deed)
        else:
            raise NotFound
    if wants_json():
        return {"done": deed}
    return see_other(url_for("discussions.show", workspace_id=workspace_id, thread_id=thread_id))


def _start(form: ThreadForm, words: services.Words, contents: Sequence[Content]) -> Thread:
    audience = audience_for(this_workspace(), actor(), said(form.audience))
    key = said(form.key)[:64] or None
    thread = services.start_thread(
        by=this_member(),
        audience=audience,
        kind=ThreadKind(said(form.kind)),
        title=said(form.title),
        words=words,
        key=key,
        files=attached(audience, contents, key),
    )
    drafts.drop_draft(by=this_member(), audience_id=audience.id, place="new")
    return thread


def _typed(form: ThreadForm) -> dict[str, Any]:
    """What was refused, so that nothing is lost."""
    files = files_named(this_workspace(), actor(), request.form.getlist("files"))
    cards = file_rows(this_workspace(), actor(), files)
    return {"text": said(form.body), "title": said(form.title), "files": cards}


def _new(form: ThreadForm) -> str:
    workspace, member = this_workspace(), this_member()
    kinds = kinds_for(may_announce=member.may(Permission.ANNOUNCE))
    kind = request.args.get("kind") or said(form.kind)
    kind = kind if kind in dict(kinds) else ThreadKind.DISCUSSION
    choices = composer_for(member, audiences_of(workspace, actor()), place="new")
    wanted = said(form.audience) or request.args.get("audience", "") or ("team" if member.person.staff else "everyone")
    composer = composer_view(
        choices,
        workspace=workspace,
        place="new",
        action=url_for("discussions.start", workspace_id=workspace.public_id),
        form_id="new-thread",
        checked=wanted if wanted in {choice.value for choice in choices} else choices[0].value,
        label=_("New thread"),
        text_label=_("Your post"),
        with_title=True,
        rows=6,
        fields={"kind": kind},
        error=" ".join(map(str, form.body.errors)),
        title_error=" ".join(map(str, form.title.errors)),
        **(_typed(form) if request.method == "POST" else {}),
    )
    shown = {"workspace": workspace, "member": member, "kind": kind, "kinds": kinds, "composer": composer}
    return render_template("discussions/new.html", **shown)
