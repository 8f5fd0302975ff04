"""What a page of entries speaks of, fetched at once and only as far as the reader may see it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File, Folder
from portal.features.memory.models import Mark
from portal.features.memory.queries import WITH_POST
from portal.features.requests.models import FileRequest
from portal.features.requests.queries import WHOLE
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.access import Actor, Audience
from portal.kernel.db import db
from portal.kernel.ledger import Entry


@dataclass(frozen=True, slots=True)
class Subjects:
    """Rows by public id (audiences by id): a handful of queries, however many entries there are."""

    workspace: Workspace
    members: dict[str, Member]
    threads: dict[str, Thread]
    posts: dict[str, Post]
    files: dict[str, File]
    folders: dict[str, Folder]
    requests: dict[str, FileRequest]
    marks: dict[str, Mark]
    audiences: dict[int, Audience]
    refused: set[str]  # files that were refused, and are their uploaders' alone to know of

    def title_and_url(self, entry: Entry) -> tuple[str, str]:
        """What the entry is about, by name and address; either is empty when it is gone or not the reader's."""
        noun, key = entry.kind.partition(".")[0], key_of(entry)
        if noun == "file" and key in self.files:
            file = self.files[key]
            return file.name, "" if file.deleted_at else self._url("library.file", file_id=key)
        if noun == "folder" and key in self.folders:
            return self.folders[key].name, ""
        if noun == "request" and key in self.requests:
            return self.requests[key].title, self._url("requests.show", file_request_id=key)
        if noun in ("post", "mark"):
            return self._in_a_thread(noun, key)
        if noun == "thread" and key in self.threads:
            return self.threads[key].title, self._url("discussions.show", thread_id=key)
        return "", ""

    def nameless(self, entry: Entry) -> bool:
        """Whether it speaks of a file, or of comments on one, whose name is not told any more."""
        key = key_of(entry)
        about = self.threads[key].about_file if key in self.threads else self.files.get(key)
        return about is not None and about.nameless

    def _in_a_thread(self, noun: str, key: str) -> tuple[str, str]:
        if noun == "mark" and key in self.marks:
            return self.marks[key].post.thread.title, self._url("marks.show", mark_id=key)
        if noun == "post" and key in self.posts:
            return self.posts[key].thread.title, self._url("posts.show", post_id=key)
        return "", ""

    def _url(self, endpoint: str, **place: Any) -> str:
        return url_for(endpoint, workspace_id=self.workspace.public_id, **place)


def subjects_of(workspace: Workspace, actor: Actor, entries: Sequence[Entry]) -> Subjects:
    """Fetch them."""
    nouns: dict[str, set[str]] = {}
    for entry in entries:
        nouns.setdefault(entry.kind.partition(".")[0], set()).add(key_of(entry))
    names = {entry.actor for entry in entries} | {payload_of(entry).get("member", "") for entry in entries}
    members = select(Member).where(Member.workspace_id == workspace.id, Member.public_id.in_(names))
    audiences = Audience.visible_to(actor).where(Audience.id.in_({entry.audience_id for entry in entries}))
    posts = Post.visible_to(actor).options(joinedload(Post.thread).selectinload(Thread.about_file))
    refused = select(File.public_id).where(File.public_id.in_(nouns.get("file", ())), ~File.passed(actor))
    return Subjects(
        workspace,
        members=_by_key(db.session.scalars(members).unique()),
        threads=_found(Thread.visible_to(actor).options(selectinload(Thread.about_file)), Thread, nouns.get("thread")),
        posts=_found(posts, Post, nouns.get("post")),
        files=_found(File.visible_to(actor), File, nouns.get("file")),
        folders=_found(Folder.visible_to(actor), Folder, nouns.get("folder")),
        requests=_found(FileRequest.visible_to(actor).options(*WHOLE), FileRequest, nouns.get("request")),
        marks=_found(Mark.visible_to(actor).options(WITH_POST), Mark, nouns.get("mark")),
        audiences={each.id: each for each in db.session.scalars(audiences)},
        refused=set(db.session.scalars(refused)) if nouns.get("file") else set(),
    )


def key_of(entry: Entry) -> str:
    """The public id in a subject; the library writes it without its noun."""
    return entry.subject.rpartition(":")[2]


def payload_of(entry: Entry) -> dict[str, Any]:
    """What the entry says, without the personal words beside it."""
    said: dict[str, Any] = json.loads(entry.payload)
    return said


def _found(query: Any, model: Any, keys: set[str] | None) -> dict[str, Any]:
    return _by_key(db.session.scalars(query.where(model.public_id.in_(keys))).unique()) if keys else {}


def _by_key(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.public_id: row for row in rows}
