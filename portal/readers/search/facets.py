"""How many hits each choice of a facet would leave: counted over documents the searcher may see, and no others."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from portal.features.workspaces.models import Member
from portal.features.workspaces.shown import shown_as
from portal.kernel.db import db, now
from portal.kernel.web.language import say, zone
from portal.readers.search.hits import FacetCount, HitKind
from portal.readers.search.index.counting import authors, groups, size, tally
from portal.readers.search.index.reading import Marks, Reading
from portal.readers.search.narrowing import of_type, since
from portal.readers.search.scope import Scope

MOST = 12  # choices of a facet
DAYS = (7, 30, 90, 365)


def by_workspace(state: Reading, marks: Marks, scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Workspaces by public id."""
    counts = tally(state, "workspace", groups(state, marks))
    found = [(scope.workspaces[each], number) for each, number in counts.items() if each in scope.workspaces]
    return _most(FacetCount(place.id, place.name, number, place.id in chosen) for place, number in found)


def by_audience(state: Reading, marks: Marks, scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Everyone and Our team over all workspaces, circles one by one."""
    totals: Counter[tuple[str, str, str]] = Counter()
    for each, number in tally(state, "audience", groups(state, marks)).items():
        readers = scope.audiences[each]
        value = readers.id if readers.kind == "circle" else readers.kind
        totals[value, readers.kind, readers.name] += number
    labels = {"everyone": say("Everyone"), "team": say("Our team only")}
    found = (
        FacetCount(value, labels.get(kind, name), number, value in chosen, kind)
        for (value, kind, name), number in totals.items()
    )
    return _most(found)


def by_kind(state: Reading, marks: Marks, _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Threads (by their title), threads with posts, files (by name or words) and people."""
    labels = {
        HitKind.THREAD: say("Threads"),
        HitKind.POST: say("Posts"),
        HitKind.FILE: say("Files"),
        HitKind.PERSON: say("People"),
    }
    counts = ((kind, size(groups(state, state.keep(marks, of_type([kind]))))) for kind in HitKind)
    return [FacetCount(kind, labels[kind], number, kind in chosen) for kind, number in counts if number]


def by_author(state: Reading, marks: Marks, _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Authors by the name they are shown with; one name in two workspaces is one choice."""
    counts = tally(state, "author", authors(state, marks))
    first = [each for each, _number in counts.most_common(4 * MOST) if each]
    members = db.session.scalars(select(Member).where(Member.id.in_(first))) if first else ()
    totals: Counter[str] = Counter()
    for member in members:
        totals[shown_as(member).name] += counts[member.id]
    return _most(FacetCount(name, name, number, name in chosen) for name, number in totals.items())


def by_date(state: Reading, marks: Marks, _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Rough times, each as the day it begins: everything since then."""
    today = now().astimezone(zone()).date()
    labels = (say("Last 7 days"), say("Last 30 days"), say("Last 3 months"), say("Last year"))
    found = []
    for days, label in zip(DAYS, labels, strict=True):
        day = today - timedelta(days=days)
        number = size(groups(state, state.keep(marks, since(day))))
        if number:
            found.append(FacetCount(day.isoformat(), label, number, day.isoformat() in chosen))
    return found


def _most(found: Iterable[FacetCount]) -> list[FacetCount]:
    """Those chosen, then the fullest."""
    return sorted(found, key=lambda each: (not each.chosen, -each.number, each.label))[:MOST]
