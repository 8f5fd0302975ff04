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

MOST, NAMED = 12, 48  # choices of a facet; how many of the fullest are looked at by name
DAYS = (7, 30, 90, 365)


def by_workspace(counts: Counts, scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Workspaces by public id. One that is chosen stands alone among the counts, or among the fullest."""
    named = scope.places([each for each, _number in counts.workspace.most_common(NAMED)])
    return _most(
        FacetCount(place.id, place.name, counts.workspace[each], place.id in chosen) for each, place in named.items()
    )


def by_audience(counts: Counts, scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Everyone and Our team over all workspaces, circles one by one."""
    kinds = scope.kinds(counts.audience)
    circles = Counter({each: counts.audience[each] for each, kind in kinds.items() if kind == "circle"})
    totals: Counter[str] = Counter()
    for each, kind in kinds.items():
        totals[kind] += counts.audience[each]
    labels = {"everyone": say("Everyone"), "team": say("Our team only")}
    found = [FacetCount(kind, labels[kind], totals[kind], kind in chosen, kind) for kind in labels if totals[kind]]
    named = scope.readers([each for each, _number in circles.most_common(NAMED)])
    return _most(
        found
        + [
            FacetCount(readers.id, readers.name, circles[each], readers.id in chosen, "circle")
            for each, readers in named.items()
        ]
    )


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
