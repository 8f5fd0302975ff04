"""The comments beside a file, for its page."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from portal.features.discussions.comments import comments_on
from portal.features.discussions.marks import may_accept
from portal.features.discussions.models import Post, Thread
from portal.features.discussions.page import composer_for, reading_line
from portal.features.discussions.pins import pins_on, said_on
from portal.features.discussions.queries import around, posts_of
from portal.features.discussions.shown import composer_view, post_html
from portal.features.library.file_page import Seen, file_part
from portal.features.library.previews.pages import count_of
from portal.kernel.access import Permission
from portal.kernel.web.language import say

SHOWN = 40  # comments beside the file, the newest; all of them stand in the thread
FORM = "comment"


@file_part
def talk(seen: Seen) -> dict[str, Any]:
    """`talk`: the thread or None, the number of comments, the newest as HTML, and a composer for who may write.

    `pins` are the places on pages of this version that comments are bound to, `said_on` how many speak of each page.
    """
    thread = comments_on(seen.file, seen.actor)
    choices = composer_for(seen.member, [seen.file.audience], place=seen.file.public_id)
    shown = {
        "pins": pins_on(thread, seen.version.number) if thread else {},
        "said_on": said_on(thread, seen.version.number) if thread else {},
        "thread": thread,
        "number": thread.post_count if thread else 0,
        "posts": _html(seen, thread) if thread else [],
        "earlier": max(thread.post_count - SHOWN, 0) if thread else 0,
        "line": reading_line(choices[0].readers),
        "composer": _composer(seen, choices) if _may_write(seen, thread) else None,
    }
    return {"talk": shown}


def beside(post: Post) -> bool:
    """Whether a comment is among those that stand beside its file."""
    file, thread = post.thread.about_file, post.thread
    here = file is not None and file.deleted_at is None and not file.nameless
    return here and thread.post_count - post.number < SHOWN


def _html(seen: Seen, thread: Thread) -> list[Any]:
    posts: Sequence[Post] = posts_of(thread, first=thread.post_count - SHOWN + 1, last=thread.post_count)
    place: dict[str, Any] = {"workspace": seen.file.workspace, "member": seen.member, "thread": thread}
    near, accepts = around(posts, seen.actor), may_accept(seen.member, thread)
    return [post_html(post, around=near, may_accept=accepts, **place) for post in posts]


def _may_write(seen: Seen, thread: Thread | None) -> bool:
    archived, closed = seen.file.workspace.archived_at is not None, thread is not None and thread.closed_at is not None
    return seen.actor.lens_id is None and not archived and not closed and seen.member.may(Permission.POST)


def _composer(seen: Seen, choices: list[Any]) -> dict[str, Any]:
    workspace, file = seen.file.workspace, seen.file
    count = count_of(seen.version)
    page = min(max(seen.page, 1), count or 1)
    return composer_view(
        choices,
        workspace=workspace,
        place=file.public_id,
        action=url_for("comments.create", workspace_id=workspace.public_id, file_id=file.public_id),
        form_id=FORM,
        label=say("Comment"),
        text_label=say("Your comment"),
        posts="talk-posts",
        fields={"version": seen.version.number, "page": page if count > 1 else "", "x": "", "y": ""},
        upload_url="",
        pick_url="",
    )
