"""Posting, editing, deleting, reacting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, json, render_template, request, url_for
from sqlalchemy import select

from portal.features.discussions import drafts, kinds, marks, services
from portal.features.discussions.brought import attached, bring
from portal.features.discussions.models import Post, PostVersion, Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.queries import Around, around, post_of, thread_again, thread_of
from portal.features.discussions.services import Words
from portal.features.discussions.shown import post_html, spot_url, thread_html
from portal.features.discussions.talk import beside
from portal.features.discussions.thread_views import post_rate
from portal.features.identity.sessions import actor
from portal.features.library.present import file_rows
from portal.features.library.queries import files_named
from portal.features.library.store import Content
from portal.features.workspaces.audiences import team
from portal.features.workspaces.queries import audience_for
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import Audience, AudienceKind, Forbidden, NotFound, Permission, rule
from portal.kernel.db import db, now, write
from portal.kernel.ledger import number_of
from portal.kernel.web import Refused, limiter, see_other, stream, wants_json, wants_stream

pages = Blueprint("posts", __name__, url_prefix="/w/<workspace_id>")


@pages.post("/threads/<thread_id>/posts")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def create(workspace_id: str, thread_id: str) -> Any:
    """Reply; or, with "Our team only" chosen in a customer thread, begin a linked thread for the team."""
    began, thread, member_id = now(), thread_of(this_workspace(), actor(), thread_id), this_member().id
    audience = _chosen(thread)
    words = prepare(request.form.get("body", ""), audience)
    try:
        contents = bring()
        with write():
            post = _post(thread_again(actor(), thread_id, member_id), audience, words, contents)
    except Refused as refusal:
        return _refused(thread, refusal)
    if wants_stream() and post.thread_id == thread.id:
        return _posted(post, began)
    return see_other(address_of(post))


@pages.get("/posts/<post_id>/edit")
@rule(in_workspace(Permission.POST))
def edit(workspace_id: str, post_id: str) -> Any:
    """Ask for new words."""
    post = post_of(this_workspace(), actor(), post_id)
    if post.author_id != this_member().id or post.deleted_at:
        raise Forbidden
    return render_template("discussions/edit.html", **_shown(post), error="")


@pages.post("/posts/<post_id>/edit")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def save(workspace_id: str, post_id: str) -> Any:
    """Store them; the earlier ones stay readable."""
    post = post_of(this_workspace(), actor(), post_id)
    audience, mail = db.session.get_one(Audience, post.audience_id), post.imported_key is not None
    words = prepare(request.form.get("body", ""), audience, mail=mail)
    try:
        with write():
            post = post_of(this_workspace(), actor(), post_id)
            services.edit(by=this_member(), post=post, words=words)
    except Refused as refusal:
        return render_template("discussions/edit.html", **_shown(post), error=refusal.message, body=words.body), 422
    return see_other(address_of(post))


@pages.get("/posts/<post_id>/history")
@rule(in_workspace())
def history(workspace_id: str, post_id: str) -> Any:
    """The earlier texts of a post."""
    post = post_of(this_workspace(), actor(), post_id)
    versions = db.session.scalars(select(PostVersion).where(PostVersion.post_id == post.id).order_by(PostVersion.id))
    return render_template("discussions/history.html", **_shown(post), versions=versions.all())


@pages.post("/posts/<post_id>/delete")
@rule(in_workspace(Permission.POST))
def delete(workspace_id: str, post_id: str) -> Any:
    """Take the words away, everywhere."""
    with write():
        post = post_of(this_workspace(), actor(), post_id)
        services.delete_post(by=this_member(), post=post)
    return see_other(address_of(post))


@pages.post("/posts/<post_id>/react/<word>")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def react(workspace_id: str, post_id: str, word: str) -> Any:
    """Put a reaction on a post, or take it back."""
    with write():
        post = post_of(this_workspace(), actor(), post_id)
        on = marks.react(by=this_member(), post=post, word=word)
    return {"on": on} if wants_json() else see_other(address_of(post))


@pages.get("/posts/<post_id>")
@rule(in_workspace())
def show(workspace_id: str, post_id: str) -> Any:
    """The stable address of a post: leads to its place in the thread."""
    return see_other(address_of(post_of(this_workspace(), actor(), post_id)))


def address_of(post: Post) -> str:
    """Where a post stands: in its thread; a comment beside its file."""
    if post.thread.about_file is not None and beside(post):
        return f"{spot_url(post, post.thread.about_file)}#post-{post.public_id}"
    return url_for(
        "discussions.show",
        workspace_id=this_workspace().public_id,
        thread_id=post.thread.public_id,
        post=post.number,
        _anchor=f"post-{post.public_id}",
    )


def _chosen(thread: Thread) -> Audience:
    """The audience chosen in the composer: the thread's own, or Our team for a linked thread."""
    wanted = request.form.get("audience", "")
    if wanted == AudienceKind.TEAM and thread.audience.kind == AudienceKind.CIRCLE:
        raise NotFound  # not offered there: the team would read the title of a circle they are not in
    if wanted == AudienceKind.TEAM and thread.audience.kind != AudienceKind.TEAM:
        return audience_for(this_workspace(), actor(), wanted)
    return thread.audience


def _post(thread: Thread, audience: Audience, words: Words, contents: Sequence[Content]) -> Post:
    member, key = this_member(), request.form.get("key") or request.headers.get("Idempotency-Key")
    key = key[:64] if key else None
    files = attached(audience, contents, key)
    if audience.id == thread.audience_id:
        made = services.post(by=member, thread=thread, words=words, key=key, files=files)
    else:
        linked = services.start_thread(
            by=member,
            audience=team(this_workspace()),
            kind=ThreadKind.DISCUSSION,
            title=thread.title,
            words=words,
            key=key,
            about=thread,
            files=files,
        )
        made = db.session.scalars(select(Post).where(Post.thread_id == linked.id, Post.number == 1)).one()
    drafts.drop_draft(by=member, audience_id=audience.id, place=thread.public_id)
    return made


def _refused(thread: Thread, refusal: Refused) -> Any:
    """The page again, with what was typed and what is wrong."""
    if wants_json() or wants_stream():
        return {"error": refusal.message}, 422
    files = file_rows(this_workspace(), actor(), files_named(this_workspace(), actor(), request.form.getlist("files")))
    typed = {"text": request.form.get("body", ""), "files": files, "error": refusal.message}
    return thread_html(thread, this_member(), **typed), 422


def _posted(post: Post, began: datetime) -> Any:
    undo = url_for("posts.delete", workspace_id=this_workspace().public_id, post_id=post.public_id)
    html = post_html(**_shown(post, began))
    answer = stream(render_template("discussions/posted.stream.html", html=html, undo_url=undo))
    number = number_of(post.audience_id, kinds.POSTED, f"post:{post.public_id}")
    answer.headers["X-Heads"] = json.dumps({post.thread.audience.public_id: number})  # what this answer brings
    return answer


def _shown(post: Post, began: datetime | None = None) -> dict[str, Any]:
    """`began` is when it was sent, if just now: then nobody has reacted yet, and its files are those it came with."""
    bare = began is not None and post.created_at >= began and not request.files and not request.form.getlist("files")
    shown = {"workspace": this_workspace(), "member": this_member(), "thread": post.thread, "post": post}
    near = Around() if bare else around([post], actor())
    return shown | {"around": near, "may_accept": marks.may_accept(this_member(), post.thread)}
