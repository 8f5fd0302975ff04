"""The page of the timeline."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for

from portal.features.identity.sessions import actor
from portal.features.workspaces.queries import audience_for, audiences_of
from portal.features.workspaces.rules import in_workspace, this_member, this_workspace
from portal.features.workspaces.shown import PersonView, shown_as
from portal.kernel.access import rule
from portal.kernel.db import now
from portal.kernel.db.base import from_micros, to_micros
from portal.kernel.ledger import Entry
from portal.kernel.text import clean_line, fold
from portal.kernel.web.language import full_date, say, zone
from portal.readers.timeline.queries import Narrow, people, timeline
from portal.readers.timeline.sentences import Told, told
from portal.readers.timeline.vocabulary import GROUPS

pages = Blueprint("timeline", __name__)
SHOWN = 50
ASKED = ("show", "who", "member", "audience", "since", "until")


@pages.get("/w/<workspace_id>/timeline")
@rule(in_workspace())
def show(workspace_id: str) -> Any:
    """What happened, newest first by day; narrowed by kind, person, readers and time."""
    workspace, asked = this_workspace(), {key: clean_line(request.args.get(key, "")) for key in ASKED}
    long, called = _called_so(asked["who"])
    entries = timeline(workspace, actor(), _narrow(asked, [*called[0], *called[1]]), limit=SHOWN + 1)
    lines = told(workspace, actor(), entries[:SHOWN])
    return render_template(
        "timeline/timeline.html",
        workspace=workspace,
        member=this_member(),
        asked=asked,
        days=list(_days(lines)),
        people=called,
        find_people=long or asked["who"],
        audiences=audiences_of(workspace, actor()),
        older=_older(entries, asked) if len(entries) > SHOWN else "",
    )


def _called_so(words: str) -> tuple[bool, list[list[PersonView]]]:
    """Whether there are many people, and those who are called so: the most active, and the rest."""
    groups = [[shown_as(each) for each in group] for group in people(this_workspace(), actor())]
    return bool(groups[0]), [[each for each in group if _is_called(each, words)] for group in groups]


def _is_called(person: PersonView, words: str) -> bool:
    """Whether all these words, each perhaps only begun or a part, stand in the name or the company."""
    name = fold(f"{person.name} {person.company}")
    return all(word in name for word in fold(words).split())


def _narrow(asked: dict[str, str], called: Collection[PersonView]) -> Narrow:
    """A person who is chosen counts, unless others are looked for; else everybody who is called as typed."""
    members: list[str] | None = [each.id for each in called] if asked["who"] else None
    if asked["member"] and (members is None or asked["member"] in members):
        members = [asked["member"]]
    since, until = _day(asked["since"]), _day(asked["until"])
    audience = audience_for(this_workspace(), actor(), asked["audience"]) if asked["audience"] else None
    return Narrow(
        group=asked["show"] if asked["show"] in GROUPS else "",
        members=members,
        audience_id=audience.id if audience else None,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        before=_before(request.args.get("before", "")),
    )


def _days(lines: Iterable[Told]) -> Iterable[tuple[str, list[Told]]]:
    """The lines by day of the reader's, each day in words."""
    for day, those in groupby(lines, key=lambda line: line.at.astimezone(zone()).date()):
        yield _called(day), list(those)


def _called(day: date) -> str:
    today = now().astimezone(zone()).date()
    words = full_date(_midnight(day))
    if day.year != today.year:
        words = f"{words} {day.year}"
    near = {today: say("Today, %(day)s", day=words), today - timedelta(days=1): say("Yesterday, %(day)s", day=words)}
    return near.get(day, words)


def _older(entries: Iterable[Entry], asked: dict[str, str]) -> str:
    """The address of what came before this page."""
    last = list(entries)[SHOWN - 1]
    chosen = {key: value for key, value in asked.items() if value}
    before = f"{to_micros(last.occurred_at)}-{last.id}"
    return url_for("timeline.show", workspace_id=this_workspace().public_id, before=before, **chosen)  # type: ignore[arg-type]  # fields of the query


def _before(text: str) -> tuple[datetime, int] | None:
    micros, _dash, last = text.partition("-")
    if not (micros.isascii() and micros.isdigit() and last.isascii() and last.isdigit()) or len(text) > 36:
        return None
    try:
        return from_micros(int(micros)), int(last)
    except OverflowError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9999 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone())
