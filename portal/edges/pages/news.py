"""What changed in a workspace since somebody was last there: one row a thread, and one for anything else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal.features.discussions.models import Thread
from portal.features.workspaces.models import Member
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.ledger import Entry
from portal.kernel.web.language import count, say
from portal.readers.timeline.queries import timeline
from portal.readers.timeline.sentences import told
from portal.readers.timeline.subjects import key_of, payload_of

LOOKED_AT = 120  # entries, newest first; what lies deeper is for the timeline
SHOWN = 8
NAMED = 2


@dataclass(slots=True)
class Story:
    """Entries that make one row, newest first; `thread` is a public id, or empty."""

    thread: str
    entries: list[Entry] = field(default_factory=list)

    def of(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]


def news_since(member: Member, actor: Actor, since: datetime) -> list[dict[str, Any]]:
    """Rows as `components/rows.html` takes them, newest first; what one did oneself is no news."""
    entries = timeline(member.workspace, actor, since=since, limit=LOOKED_AT)
    stories = _stories([entry for entry in entries if entry.actor != member.public_id])
    threads = _threads(actor, [story.thread for story in stories if story.thread])
    names = _names(member.workspace_id, stories)
    rows = []
    for story in stories:
        if story.thread:
            rows += _thread_row(story, threads.get(story.thread), names)
        else:
            lines = told(member.workspace, actor, story.entries[:1])
            rows += [{"title": line.words, "url": line.url, "sub": "", **_frame(line)} for line in lines]
        if len(rows) == SHOWN:
            break
    return rows


def _stories(entries: Sequence[Entry]) -> list[Story]:
    found: dict[str, Story] = {}
    for entry in entries:
        noun = entry.kind.partition(".")[0]
        thread = payload_of(entry).get("thread", "") if noun == "post" else key_of(entry) if noun == "thread" else ""
        found.setdefault(thread or str(entry.id), Story(thread)).entries.append(entry)
    return list(found.values())


def _threads(actor: Actor, keys: list[str]) -> dict[str, Thread]:
    query = Thread.visible_to(actor).where(Thread.public_id.in_(keys))
    return {thread.public_id: thread for thread in db.session.scalars(query)}


def _names(workspace_id: int, stories: list[Story]) -> dict[str, str]:
    """Names of whoever acted, by the member's public id."""
    actors = {entry.actor for story in stories for entry in story.entries}
    query = select(Member).where(Member.workspace_id == workspace_id, Member.public_id.in_(actors))
    names = {member.public_id: shown_as(member).name for member in db.session.scalars(query).unique()}
    return defaultdict(lambda: say("The portal"), names)


def _thread_row(story: Story, thread: Thread | None, names: dict[str, str]) -> list[dict[str, Any]]:
    if thread is None:
        return []
    url = url_for("discussions.show", workspace_id=thread.workspace.public_id, thread_id=thread.public_id)
    sub = ". ".join(filter(None, (_begun(story, names), _answered(story, names), _posted(story, names))))
    frame = {"icon": "thread", "audience": thread.audience, "at": story.entries[0].occurred_at}
    return [{"title": thread.title, "url": url, "sub": sub or say("Changed"), **frame}]


def _begun(story: Story, names: dict[str, str]) -> str:
    begun = story.of("thread.started")
    return say("New, started by %(name)s", name=names[begun[0].actor]) if begun else ""


def _answered(story: Story, names: dict[str, str]) -> str:
    accepted = story.of("thread.answer_accepted")
    given = accepted and payload_of(accepted[0])["post"]
    return say("%(name)s accepted an answer", name=names[accepted[0].actor]) if given else ""


def _posted(story: Story, names: dict[str, str]) -> str:
    posts = [entry for entry in story.of("post.created") if payload_of(entry)["number"] > 1]
    if not posts:
        return ""
    authors = list(dict.fromkeys(names[entry.actor] for entry in posts))
    by = ", ".join(authors[:NAMED]) if len(authors) <= NAMED else say("%(name)s and others", name=authors[0])
    return count("%(num)s new post by %(by)s", "%(num)s new posts by %(by)s", len(posts), by=by)


def _frame(line: Any) -> dict[str, Any]:
    return {"icon": line.icon, "audience": line.audience, "at": line.at}
