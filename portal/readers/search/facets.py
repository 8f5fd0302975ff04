"""How many hits each choice of a facet would leave: counted over documents the searcher may see, and no others."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from portal.features.workspaces.models import Member
from portal.features.workspaces.shown import shown_as
from portal.kernel.db import db, now
from portal.kernel.web.language import say, zone
from portal.readers.search.contract import Counts, Test
from portal.readers.search.hits import FacetCount, HitKind
from portal.readers.search.narrowing import of_type, since
from portal.readers.search.scope import Scope

MOST = 12  # choices of a facet
DAYS = (7, 30, 90, 365)


def by_workspace(counts: Counts, scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Workspaces by public id."""
    found = [(scope.workspaces[each], number) for each, number in counts.workspace.items() if each in scope.workspaces]
    return _most(FacetCount(place.id, place.name, number, place.id in chosen) for place, number in found)


def by_audience(counts: Counts, scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Everyone and Our team over all workspaces, circles one by one."""
    totals: Counter[tuple[str, str, str]] = Counter()
    for each, number in counts.audience.items():
        readers = scope.audiences[each]
        value = readers.id if readers.kind == "circle" else readers.kind
        totals[value, readers.kind, readers.name] += number
    labels = {"everyone": say("Everyone"), "team": say("Our team only")}
    found = (
        FacetCount(value, labels.get(kind, name), number, value in chosen, kind)
        for (value, kind, name), number in totals.items()
    )
    return _most(found)


def by_kind(counts: Counts, _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Threads (by their title), threads with posts, files (by name or words) and people."""
    labels = {
        HitKind.THREAD: say("Threads"),
        HitKind.POST: say("Posts"),
        HitKind.FILE: say("Files"),
        HitKind.PERSON: say("People"),
    }
    found = ((kind, counts.kind[kind]) for kind in HitKind)
    return [FacetCount(kind, labels[kind], number, kind in chosen) for kind, number in found if number]


def by_author(counts: Counts, _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Authors by the name they are shown with; one name in two workspaces is one choice."""
    first = list(counts.author)
    members = db.session.scalars(select(Member).where(Member.id.in_(first))) if first else ()
    totals: Counter[str] = Counter()
    for member in members:
        totals[shown_as(member).name] += counts.author[member.id]
    return _most(FacetCount(name, name, number, name in chosen) for name, number in totals.items())


def by_date(counts: Counts, _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Rough times, each as the day it begins: everything since then."""
    labels = (say("Last 7 days"), say("Last 30 days"), say("Last 3 months"), say("Last year"))
    found = []
    for day, label in zip(_days(), labels, strict=True):
        number = counts.since[since(day).second]
        if number:
            found.append(FacetCount(day.isoformat(), label, number, day.isoformat() in chosen))
    return found


def kinds() -> dict[str, Test]:
    """What is counted as which kind."""
    return {kind.value: of_type([kind]) for kind in HitKind}


def moments() -> tuple[int, ...]:
    """The seconds from which on is counted by date."""
    return tuple(since(day).second for day in _days())


def _days() -> list[date]:
    today = now().astimezone(zone()).date()
    return [today - timedelta(days=days) for days in DAYS]


def _most(found: Iterable[FacetCount]) -> list[FacetCount]:
    """Those chosen, then the fullest."""
    return sorted(found, key=lambda each: (not each.chosen, -each.number, each.label))[:MOST]
