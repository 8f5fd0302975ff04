"""Posts and composers as the templates' macros take them."""

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from portal.features.discussions.models import Attachment, Post, Thread
from portal.features.discussions.page import Choice, thread_page
from portal.features.discussions.queries import Around
from portal.features.discussions.services import may_delete
from portal.features.identity.sessions import actor
from portal.features.library.models import File, FileVersion
from portal.features.library.present import sign_of
from portal.features.library.previews.ahead import thumb_url
from portal.features.library.words import withdrawn_words
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Permission
from portal.kernel.db import new_public_id
from portal.kernel.web import address, moment_html, remembered
from portal.kernel.web.language import full_time, say, short_time, size

REACTIONS = (("agree", "Agree"), ("thanks", "Thank you"), ("looking", "Looking into it"))


# What differs from post to post where nothing else does, in what is remembered: id, thread, moment, words. They are
# random and never leave this process, so no text can contain them.
_ID, _THREAD, _WHEN, _WORDS = (new_public_id() for _each in range(4))


def post_html(post: Post, *, workspace: Workspace, thread: Thread, **seen: Any) -> Markup:
    """One post as it stands in a list, for the reader whose member and rights are in `seen` (see `post_view`)."""
    view = post_view(post, workspace=workspace, thread=thread, **seen)
    html = remembered("discussions/_post.html", view=view, workspace_id=workspace.public_id, thread_id=_THREAD)
    html = html.replace(_ID, post.public_id).replace(_THREAD, thread.public_id)
    return Markup(html.replace(_WHEN, moment_html(post.created_at)).replace(_WORDS, post.html))  # noqa: S704 (rendered by its template)


def post_view(
    post: Post, *, workspace: Workspace, member: Member, thread: Thread, around: Around, may_accept: bool
) -> dict[str, Any]:
    """One post for `components/posts.html`, with what its reader may do in `can`; `post_html` fills in the rest."""
    place = {"workspace_id": workspace.public_id, "post_id": _ID}
    view = {"id": _ID, "url": address("posts.show", **place), "when": Markup(_WHEN)}  # noqa: S704 (filled in with ours)
    if post.deleted_at is not None:
        return view | {"deleted": _gone(post)}
    writes = actor().lens_id is None and workspace.archived_at is None and member.may(Permission.POST)
    accepted = thread.accepted_id == post.id
    reactions = around.reactions.get(post.id, {})
    return view | {
        "deleted": "",
        "author": shown_as(post.author),
        "imported": post.imported_key is not None,
        "edited_at": post.edited_at,
        "edits_url": address("posts.history", **place),
        "spot": _spot(post, thread, around.pins.get(post.id)),
        "marks": around.marks.get(post.id, []),
        "kind": "answer" if accepted else "",
        "flag": _accepted(thread) if accepted else "",
        "body": Markup(_WORDS),  # noqa: S704 (filled in with what portal.kernel.text rendered and cleaned)
        "attachments": [attachment_view(each, workspace) for each in around.attachments.get(post.id, [])],
        "reactions": [_reaction(word, label, reactions.get(word, []), member, place) for word, label in REACTIONS],
        "here": False,
        "can": {
            "write": writes,
            "edit": writes and post.author_id == member.id,
            "delete": writes and may_delete(member, post),
            "mark": writes and (member.may(Permission.MARK) or post.author.company_id == member.company_id),
            "widen": writes and thread.audience.kind != "everyone",
            "accept": writes and may_accept and thread.kind == "question" and post.number > 1,
            # Whoever asked is offered it while the question is open; everybody else who may finds it in the menu.
            "offer": thread.accepted_id is None and thread.started_by_id == member.id != post.author_id,
        },
        "accepted": accepted,
    }


def composer_view(
    choices: list[Choice], *, workspace: Workspace, place: str, action: str, form_id: str, **said: Any
) -> dict[str, Any]:
    """A composer for `components/composer.html`. `said` are its words and what was typed before."""
    checked = said.pop("checked", choices[0].value)
    first = next(each for each in choices if each.value == checked)
    draft = first.draft
    in_workspace = {"workspace_id": workspace.public_id}
    view = {
        "id": form_id,
        "action": action,
        "options": [_option(each, choices[0], checked=each.value == checked) for each in choices],
        "key": new_public_id(),
        "text": draft.body if draft else "",
        "title": draft.title if draft else "",
        "draft_saved": draft.updated_at if draft else None,
        "draft_url": url_for("own.keep_draft", place=place, **in_workspace),  # type: ignore[arg-type]  # a plain address
        "preview_url": url_for("own.preview", audience=first.value, **in_workspace),  # type: ignore[arg-type]  # a plain address
        "mention_url": url_for("own.mentions", audience=first.value, **in_workspace),  # type: ignore[arg-type]  # a plain address
        "upload_url": url_for("uploads.create", workspace_id=workspace.public_id),
        "card_url": url_for("attach.card", workspace_id=workspace.public_id, file_id="FILE", form=form_id),
        "pick_url": url_for("attach.pick", form=form_id, **in_workspace),  # type: ignore[arg-type]  # a plain address
        "files": [],
    }
    return view | said


def thread_html(thread: Thread, member: Member, **typed: Any) -> str:
    """The page of a thread. `typed` is what was refused: text, files and error."""
    page = thread_page(thread, member)
    workspace = member.workspace
    place = {"workspace_id": workspace.public_id, "thread_id": thread.public_id}
    reply = composer_view(
        page["choices"],
        workspace=workspace,
        place=thread.public_id,
        action=address("posts.create", **place),
        form_id="reply",
        label=say("Reply"),
        text_label=say("Your reply"),
        posts="posts",
        docked=True,
        **typed,
    )
    files = [attachment_view(each, workspace) for found in page["around"].attachments.values() for each in found]
    return render_template("discussions/thread.html", reply=reply, files=files, post_html=post_html, **page)


def attachment_view(each: Attachment, workspace: Workspace) -> dict[str, Any]:
    """A file's card under a post: it leads to the version the post came with, and says when a newer one is there."""
    file, version = each.file, each.version
    place = {"workspace_id": workspace.public_id, "file_id": file.public_id, "version": str(version.number)}
    return {
        "id": file.public_id,
        "name": file.name,
        "url": address("library.file", **place),
        "kind": sign_of(version.media_type),
        "thumb_url": thumb_url(version),
        "audience": {"kind": file.audience.kind, "name": file.audience.name},
        "meta": withdrawn_words(file) or _version_words(file, version),
    }


def _version_words(file: File, version: FileVersion) -> str:
    said = say("Version %(number)s, %(size)s", number=version.number, size=size(version.size))
    if file.latest_number == version.number:
        return said
    return f"{said}. {say('Version %(number)s is newer', number=file.latest_number)}"


def _spot(post: Post, thread: Thread, pin: int | None) -> dict[str, Any]:
    """Where in its file a comment stands; nothing for other posts, and for files that went."""
    file = thread.about_file
    if file is None or file.deleted_at is not None or file.nameless or post.about_version is None:
        return {}
    place = {"page": post.about_page, "version": post.about_version}
    if post.about_page is None:
        words = say("On version %(version)s", version=post.about_version)
    elif pin is None:
        words = say("On page %(page)s of version %(version)s", **place)
    else:
        words = say("At number %(pin)s on page %(page)s of version %(version)s", pin=pin, **place)
    at = {"pin": pin, "x": post.about_x, "y": post.about_y}
    return place | at | {"words": words, "url": spot_url(post, file)}


def spot_url(post: Post, file: File) -> str:
    """The page of a file, at the place a comment speaks of."""
    spot = {"version": post.about_version, "page": post.about_page}
    asked = {name: str(number) for name, number in spot.items() if number is not None}
    return address("library.file", workspace_id=file.workspace.public_id, file_id=file.public_id, **asked)


def _option(choice: Choice, first: Choice, *, checked: bool) -> dict[str, Any]:
    kind = choice.audience.kind
    words = {"everyone": say("Post to everyone"), "team": say("Post to our team")}
    to = {"everyone": say("everyone"), "team": say("our team")}
    linked = kind == "team" and first.audience.kind != "team" and choice is not first
    name = choice.audience.name
    return {
        "kind": kind,
        "name": name,
        "value": choice.value,
        "line": choice.line,
        "note": say("It starts a linked team-only thread.") if linked else "",
        "post": words.get(kind, say("Post to %(circle)s", circle=name)),
        "to": to.get(kind, name),
        "checked": checked,
    }


def _reaction(word: str, label: str, members: list[int], member: Member, place: dict[str, str]) -> dict[str, Any]:
    url = address("posts.react", word=word, **place)
    return {"kind": word, "label": say(label), "number": len(members), "pressed": member.id in members, "url": url}


def _accepted(thread: Thread) -> str:
    if thread.accepted_by is None or thread.accepted_at is None:
        return ""
    name, when = shown_as(thread.accepted_by).name, short_time(thread.accepted_at)
    return say("Accepted by %(name)s, %(when)s", name=name, when=when)


def _gone(post: Post) -> str:
    by, when = post.deleted_by, post.deleted_at
    if by is None or when is None:
        return ""
    said = say("%(name)s deleted this post on %(when)s.", name=shown_as(by).name, when=full_time(when))
    return said + " " + say("Its words are gone.")
