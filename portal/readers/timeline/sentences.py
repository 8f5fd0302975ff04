"""Entries as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.features.workspaces.models import Member, Workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Actor, Audience
from portal.kernel.ledger import Entry
from portal.kernel.web.language import say
from portal.readers.timeline.subjects import Subjects, key_of, payload_of, subjects_of
from portal.readers.timeline.vocabulary import ICONS, SENTENCES, By


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    words: str
    at: datetime
    audience: Audience
    url: str
    icon: str


def told(workspace: Workspace, actor: Actor, entries: Sequence[Entry]) -> list[Told]:
    """The sentences of entries of a workspace, in their order; what has none is left out."""
    subjects = subjects_of(workspace, actor, entries)
    lines = (_line(entry, subjects) for entry in entries if entry.kind in SENTENCES)
    return [line for line in lines if line is not None]


def _line(entry: Entry, subjects: Subjects) -> Told | None:
    audience = subjects.audiences.get(entry.audience_id)
    if audience is None or key_of(entry) in subjects.refused:
        return None
    said, url = _said(entry, subjects)
    found = SENTENCES[entry.kind]
    sentence = found.sentences.get(said.get(found.key), found.else_) if isinstance(found, By) else found
    if not sentence:
        return None
    noun = entry.kind.partition(".")[0]
    return Told(say(sentence, **said), entry.occurred_at, audience, url, ICONS[noun])


def _said(entry: Entry, subjects: Subjects) -> tuple[dict[str, Any], str]:
    """Everything a sentence may name, and the address of what it is about."""
    payload, beside = payload_of(entry), ((entry.beside.body or {}) if entry.beside else {})
    member = subjects.members.get(payload.get("member", ""))
    title, url = subjects.title_and_url(entry)
    if subjects.nameless(entry):
        beside = dict.fromkeys(beside, "…") | {"title": "", "name": ""}
    said = dict.fromkeys(("name", "email", "domain", "before", "version"), "…") | payload | beside
    said |= {
        "who": _name(subjects.members.get(entry.actor)) or say("The portal"),
        "title": beside.get("title") or beside.get("name") or title or _something(entry.kind),
        "fields": ", ".join(_field(each) for each in payload.get("fields", [])),
        "role": _role(payload.get("role", "")),
        "own": payload.get("own", entry.actor == payload.get("member")),
    }
    if member is not None:
        said |= {"name": _name(member), "company": shown_as(member).company}
    said.setdefault("company", "…")
    return said, url


def _name(member: Member | None) -> str:
    return shown_as(member).name if member is not None else ""


def _something(kind: str) -> str:
    """What stands for a name that is gone, or that is not the reader's to know."""
    words = {
        "file": say("a file"),
        "folder": say("a folder"),
        "post": say("a thread"),
        "mark": say("a thread"),
        "thread": say("a thread"),
    }
    words["request"] = say("a request for files")
    return words.get(kind.partition(".")[0], "…")


def _field(name: str) -> str:
    words = {
        "name": say("the name"),
        "brand": say("the colour"),
        "language": say("the language"),
        "purpose": say("the purpose"),
        "logo": say("the logo"),
    }
    return words.get(name, name)


def _role(name: str) -> str:
    words = {"team": say("part of our team"), "champion": say("champion"), "member": say("member")}
    words |= {"viewer": say("viewer"), "owner": say("owner")}
    return words.get(name, name)
