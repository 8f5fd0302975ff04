"""Writing to everyone what was said to fewer: a new post, after seeing who will read it. The old one stays as it is."""

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import select

from portal.features.discussions import services
from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.page import composer_line, reading_line
from portal.features.discussions.post_views import address_of
from portal.features.discussions.prepare import prepare
from portal.features.discussions.queries import post_of, thread_of
from portal.features.discussions.services import Words
from portal.features.discussions.thread_views import post_rate
from portal.features.identity.sessions import actor
from portal.features.workspaces.queries import audience_of, readers_of_each
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.kernel.access import AudienceKind, NotFound, Permission, rule
from portal.kernel.db import db, new_public_id, write
from portal.kernel.web import Refused, limiter, see_other

pages = Blueprint("widen", __name__, url_prefix="/w/<workspace_id>/posts/<post_id>/widen")


@pages.get("")
@rule(in_workspace(Permission.POST))
def ask(workspace_id: str, post_id: str) -> str:
    """The text, to be changed before it goes, and who will read it."""
    post = _narrow(post_id)
    return _page(post, body=post.body, title=post.thread.title)


@pages.post("")
@rule(in_workspace(Permission.POST))
@limiter.limit(post_rate)
def post(workspace_id: str, post_id: str) -> Any:
    """Post it: into the customer thread that this one is about, else as a thread of its own."""
    typed = {name: request.form.get(name, "") for name in ("body", "title")}
    words = prepare(typed["body"], audience_of(this_workspace(), AudienceKind.EVERYONE))
    try:
        with write():
            made = _post(_narrow(post_id), words, typed["title"])
    except Refused as refusal:
        return _page(_narrow(post_id), error=refusal.message, **typed), 422
    return see_other(address_of(made))


def _narrow(post_id: str) -> Post:
    """A living post that not everyone reads; else NotFound."""
    found = post_of(this_workspace(), actor(), post_id)
    if found.deleted_at is not None or found.thread.audience.kind == AudienceKind.EVERYONE:
        raise NotFound
    return found


def _about(thread: Thread) -> Thread | None:
    """The open thread for everyone that this one is about."""
    about = db.session.get(Thread, thread.about_id) if thread.about_id else None
    if about is None or about.closed_at is not None or about.audience.kind != AudienceKind.EVERYONE:
        return None
    return thread_of(this_workspace(), actor(), about.public_id)


def _post(post: Post, words: Words, title: str) -> Post:
    member, key, about = this_member(), request.form.get("key", "")[:64] or None, _about(post.thread)
    if about is not None:
        return services.post(by=member, thread=about, words=words, key=key)
    everyone = audience_of(this_workspace(), AudienceKind.EVERYONE)
    thread = services.start_thread(
        by=member, audience=everyone, kind=ThreadKind.DISCUSSION, title=title, words=words, key=key
    )
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id, Post.number == 1)).one()


def _page(post: Post, *, body: str, title: str, error: str = "") -> str:
    everyone = audience_of(this_workspace(), AudienceKind.EVERYONE)
    readers = readers_of_each([everyone])[everyone.id]
    lines = {"reading": reading_line(readers), "line": composer_line(everyone, readers, this_member())}
    typed = {"body": body, "title": title, "error": error, "key": request.form.get("key") or new_public_id()}
    shown = {"post": post, "about": _about(post.thread), "everyone": everyone, "member": this_member()}
    return render_template("discussions/widen.html", workspace=this_workspace(), **shown, **lines, **typed)
