"""The register: what is open between the two sides, in one workspace or in all of a person's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

from portal.features.discussions.models import Thread
from portal.features.memory.models import Mark, MarkKind
from portal.features.memory.queries import marks_of, questions_of, requests_of
from portal.features.memory.shown import mark_url
from portal.features.memory.words import late_words, state_words
from portal.features.requests.models import FileRequest
from portal.features.requests.present import late_words as late_request
from portal.features.requests.present import request_url
from portal.features.workspaces.models import Workspace
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import Actor, Audience
from portal.kernel.text import excerpt
from portal.kernel.web import address
from portal.kernel.web.language import day, say, short_time


class Section(StrEnum):
    """The parts of the register, in their order."""

    QUESTIONS = "questions"
    COMMITMENTS = "commitments"
    OBJECTIONS = "objections"
    RISKS = "risks"
    DECISIONS = "decisions"
    FILES = "files"


KINDS = {
    Section.COMMITMENTS: MarkKind.COMMITMENT,
    Section.OBJECTIONS: MarkKind.OBJECTION,
    Section.RISKS: MarkKind.RISK,
    Section.DECISIONS: MarkKind.DECISION,
}


NAMES = {
    Section.QUESTIONS: "Open questions",
    Section.COMMITMENTS: "Commitments",
    Section.OBJECTIONS: "Objections",
    Section.RISKS: "Risks",
    Section.DECISIONS: "Decisions",
    Section.FILES: "Requested files",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the register; `url` leads to its source. `due` and `late` are words, empty where there is no day."""

    section: Section
    title: str
    url: str
    words: str
    due: str
    late: str
    audience: Audience
    workspace: Workspace
    at: datetime


def section_query(section: Section, actor: Actor, workspace: Workspace | None, *, ended: bool) -> Select[Any]:
    """What a section lists."""
    if section == Section.QUESTIONS:
        return questions_of(actor, workspace, ended=ended)
    if section == Section.FILES:
        return requests_of(actor, workspace, ended=ended)
    return marks_of(actor, KINDS[section], workspace, ended=ended)


def lines(section: Section, rows: Iterable[Any]) -> list[Line]:
    """Its rows as lines."""
    make = MAKE.get(section, _mark)
    return [_line(section, row, make(row)) for row in rows]


def _line(section: Section, row: Any, said: dict[str, str]) -> Line:
    return Line(section, **said, audience=row.audience, workspace=row.workspace, at=row.created_at)


def _question(thread: Thread) -> dict[str, str]:
    place = {"workspace_id": thread.workspace.public_id, "thread_id": thread.public_id}
    said = {"name": shown_as(thread.started_by).name, "when": short_time(thread.created_at)}
    words = say("Asked by %(name)s, %(when)s", **said)
    return {"title": thread.title, "url": address("discussions.show", **place), "words": words, "due": "", "late": ""}


def _request(request: FileRequest) -> dict[str, str]:
    words = say("%(name)s asked for it", name=shown_as(request.made_by).name)
    due = day(request.due) if request.due else ""
    title, url = request.title, request_url(request)
    return {"title": title, "url": url, "words": words, "due": due, "late": late_request(request)}


def _mark(mark: Mark) -> dict[str, str]:
    title = excerpt(mark.words, limit=200) or say("A post without words")
    due = day(mark.due) if mark.due else ""
    return {"title": title, "url": mark_url(mark), "words": state_words(mark), "due": due, "late": late_words(mark)}


MAKE: dict[Section, Callable[[Any], dict[str, str]]] = {Section.QUESTIONS: _question, Section.FILES: _request}
