"""Entries as sentences."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File
from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Audience
from portal.kernel.db import db
from portal.kernel.ledger import Entry
from portal.kernel.web.language import say

SENTENCES = {
    "workspace.opened": "%(who)s opened the workspace",
    "workspace.changed": "%(who)s changed the settings",
    "workspace.archived": "%(who)s archived the workspace",
    "workspace.reopened": "%(who)s reopened the workspace",
    "member.joined": "%(name)s joined from %(company)s",
    "member.removed": "%(name)s left or was removed",
    "member.role_changed": "%(who)s changed the role of a member",
    "invitation.made": "%(who)s invited %(email)s",
    "invitation.ended": "An invitation ended: %(how)s",
    "invitation.wished": "%(email)s asked for a new invitation",
    "join.asked": "%(name)s asked to be let in",
    "join.decided": "%(who)s decided about somebody who asked to be let in",
    "domain.added": "%(who)s lets people of %(domain)s ask to join",
    "domain.removed": "%(who)s no longer lets people of %(domain)s ask to join",
    "circle.added": "%(who)s added the circle %(name)s",
    "audience.reader_added": "%(who)s let somebody read along",
    "audience.reader_removed": "%(who)s took a reader out",
    "thread.started": "%(who)s started “%(title)s”",
    "thread.retitled": "%(who)s renamed a thread to “%(title)s”",
    "thread.imported": "“%(title)s” was imported",
    "thread.pinned": "%(who)s pinned or unpinned “%(title)s”",
    "thread.closed": "%(who)s closed or reopened “%(title)s”",
    "thread.answer_accepted": "%(who)s accepted an answer in “%(title)s”",
    "post.created": "%(who)s posted in “%(title)s”",
    "post.imported": "%(who)s wrote in “%(title)s”",
    "post.edited": "%(who)s edited a post in “%(title)s”",
    "post.deleted": "%(who)s deleted a post in “%(title)s”",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    words: str
    at: datetime
    audience: Audience
    url: str
    icon: str


def told(entry: Entry) -> Told | None:
    """The sentence of an entry; None for one whose kind has none yet."""
    sentence = SENTENCES.get(entry.kind) or FILES.get(entry.kind)
    if sentence is None:
        return None
    said: dict[str, Any] = {"name": "", "company": "", "email": "", "title": "", "how": "", "domain": ""}
    said |= json.loads(entry.payload)
    said |= (entry.beside.body or {}) if entry.beside else {}
    title, url = _subject(entry)
    said |= {"who": _who(entry), "title": title or said["title"], "how": _how(said["how"])}
    audience = db.session.get_one(Audience, entry.audience_id)
    return Told(say(sentence, **said), entry.occurred_at, audience, url, ICONS.get(entry.kind.split(".")[0], "info"))


FILES = {
    "folder.created": "%(who)s made the folder %(name)s",
    "file.uploaded": "%(who)s added %(title)s",
    "file.imported": "%(title)s was imported",
    "file.version_added": "%(who)s added a version of %(title)s",
    "file.renamed": "%(who)s renamed %(title)s",
    "file.moved": "%(who)s moved %(title)s",
    "file.copied": "%(who)s copied %(title)s",
    "file.deleted": "%(who)s deleted a file",
    "file.restored": "%(who)s restored %(title)s",
    "file.opened": "%(who)s opened %(title)s",
}
ICONS = {
    "thread": "thread",
    "post": "thread",
    "file": "file",
    "folder": "folder",
    "member": "people",
    "invitation": "mail",
    "circle": "circle",
    "audience": "circle",
    "workspace": "grid",
}


def _who(entry: Entry) -> str:
    query = select(Member).where(Member.public_id == entry.actor, Member.workspace_id == entry.workspace_id)
    member = db.session.scalars(query).first()
    return shown_as(member).name if member else say("The portal")


def _how(word: str) -> str:
    words = {"joined": say("accepted"), "revoked": say("taken back"), "refused": say("the mail was refused")}
    return words.get(word, word)


def _subject(entry: Entry) -> tuple[str, str]:
    """Title and address of what the entry is about, if it is still there."""
    noun, _, public_id = entry.subject.partition(":")
    if noun == "thread":
        return _thread(db.session.scalars(select(Thread).where(Thread.public_id == public_id)).first(), "")
    if noun == "post":
        post = db.session.scalars(select(Post).where(Post.public_id == public_id)).first()
        return _thread(db.session.get(Thread, post.thread_id) if post else None, public_id)
    if noun == "file":
        file = db.session.scalars(select(File).where(File.public_id == public_id)).first()
        if file is not None and file.deleted_at is None:
            workspace = db.session.get_one(Workspace, file.workspace_id).public_id
            return file.name, url_for("library.file", workspace_id=workspace, file_id=public_id)
    return "", ""


def _thread(thread: Thread | None, post: str) -> tuple[str, str]:
    if thread is None:
        return "", ""
    workspace = db.session.get_one(Workspace, thread.workspace_id).public_id
    if post:
        return thread.title, url_for("posts.show", workspace_id=workspace, post_id=post)
    return thread.title, url_for("discussions.show", workspace_id=workspace, thread_id=thread.public_id)
