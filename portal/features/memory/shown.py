"""Marks as templates take them."""

from collections.abc import Sequence
from datetime import date
from json import loads
from typing import Any

from portal.features.discussions.models import Post
from portal.features.discussions.queries import post_part
from portal.features.memory.models import ENDS, Mark, MarkKind, MarkState
from portal.features.memory.policy import may_change
from portal.features.memory.queries import history, settled_in
from portal.features.memory.words import END_WORDS, HISTORY, late_words, state_words
from portal.features.workspaces.models import Member
from portal.features.workspaces.queries import member_of
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.ledger import Entry
from portal.kernel.web import address
from portal.kernel.web.language import day, say, short_time

Shown = dict[str, Any]


@post_part
def on_posts(posts: Sequence[Post], actor: Actor) -> dict[int, list[Shown]]:
    """What the posts of a page were marked as, by post id."""
    found = settled_in(posts[0].thread, actor) if posts else []
    if not found:
        return {}
    member = member_of(found[0].workspace, actor)
    shown: dict[int, list[Shown]] = {}
    for mark in found:
        shown.setdefault(mark.post_id, []).append(flag_view(mark, member))
    return shown


def flag_view(mark: Mark, member: Member | None) -> Shown:
    """A mark as it stands over a post: plain values only, for they are part of what is remembered."""
    keeps = mark.kind == MarkKind.COMMITMENT and mark.is_open and member is not None and may_change(member, mark)
    return {
        "kind": mark.kind,
        "url": mark_url(mark),
        "words": state_words(mark),
        "late": late_words(mark),
        "team": mark.audience.team_only and mark.audience_id != mark.post.audience_id,
        "keep_url": deed_url(mark, MarkState.KEPT) if keeps else "",
    }


def mark_page(mark: Mark, member: Member, actor: Actor) -> Shown:
    """Everything the page of a mark shows."""
    changes = mark.workspace.archived_at is None and actor.lens_id is None and may_change(member, mark)
    ends = [(deed_url(mark, state), *END_WORDS[state]) for state in ENDS[MarkKind(mark.kind)]]
    return {
        "marked": mark,
        "post_url": address("posts.show", workspace_id=mark.workspace.public_id, post_id=mark.post.public_id),
        "words": state_words(mark),
        "late": late_words(mark),
        "set": say("Marked by %(name)s, %(when)s", name=shown_as(mark.set_by).name, when=short_time(mark.created_at)),
        "author": shown_as(mark.post.author),
        "changed": mark.post.edited_at is not None and mark.post.edited_at > mark.created_at,
        "deleted": mark.post.deleted_at is not None,
        "ends": ends if changes and mark.is_open else [],
        "reopen_url": deed_url(mark, MarkState.OPEN) if changes and not mark.is_open else "",
        "moves": changes and mark.is_open and mark.kind == MarkKind.COMMITMENT,
        "history": _told(history(mark, actor), mark),
    }


def mark_url(mark: Mark) -> str:
    """The page of a mark."""
    return address("marks.show", workspace_id=mark.workspace.public_id, mark_id=mark.public_id)


def deed_url(mark: Mark, state: MarkState) -> str:
    """Where it is said what became of it."""
    return address("marks.settle", workspace_id=mark.workspace.public_id, mark_id=mark.public_id, state=str(state))


def _told(entries: Sequence[Entry], mark: Mark) -> list[Shown]:
    """The history of a mark in sentences, the last first."""
    said = [(entry, loads(entry.payload)) for entry in reversed(entries)]
    keys = {entry.actor for entry in entries} | {payload.get("holder", "") for _entry, payload in said}
    here = Member.workspace_id == mark.workspace_id, Member.public_id.in_(keys)
    names = {each.public_id: shown_as(each).name for each in db.session.query(Member).filter(*here)}
    return [_line(entry, payload, names) for entry, payload in said]


def _line(entry: Entry, payload: Shown, names: dict[str, str]) -> Shown:
    beside = (entry.beside.body or {}) if entry.beside else {}
    words = {"who": names.get(entry.actor) or say("Somebody"), "holder": names.get(payload.get("holder", ""), "")}
    sentence = say(HISTORY[entry.kind, payload.get("state", "")], **words)
    if payload.get("due_before") != payload.get("due") and payload.get("due"):
        sentence += ", " + say("due %(day)s", day=day(date.fromisoformat(payload["due"])))
    return {"words": sentence, "at": entry.occurred_at, "reason": beside.get("reason", "")}
