"""How many hits each choice of a facet would leave: counted over documents the searcher may see, and no others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from operator import itemgetter

from sqlalchemy import select

from portal.features.workspaces.models import Member
from portal.features.workspaces.shown import shown_as
from portal.kernel.db import db, now
from portal.kernel.web.language import say, zone
from portal.readers.search.hits import FacetCount, HitKind
from portal.readers.search.index.facts import Figures
from portal.readers.search.index.schema import Noun
from portal.readers.search.scope import Scope

MOST = 12  # choices of a facet
KIND_OF = {
    Noun.THREAD: HitKind.THREAD,
    Noun.POST: HitKind.POST,
    Noun.FILE: HitKind.FILE,
    Noun.PAGE: HitKind.FILE,
    Noun.PERSON: HitKind.PERSON,
}
DAYS = (7, 30, 90, 365)
FIRST = itemgetter(0)


def by_workspace(figures: Figures, numbers: set[int], scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Workspaces by public id."""
    counts = _of_groups(figures.workspace, figures, numbers)
    found = [(scope.workspaces[each], number) for each, number in counts.items() if each in scope.workspaces]
    return _most(FacetCount(place.id, place.name, number, place.id in chosen) for place, number in found)


def by_audience(figures: Figures, numbers: set[int], scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Everyone and Our team over all workspaces, circles one by one."""
    totals: Counter[tuple[str, str, str]] = Counter()
    for each, number in _of_groups(figures.audience, figures, numbers).items():
        readers = scope.audiences[each]
        value = readers.id if readers.kind == "circle" else readers.kind
        totals[value, readers.kind, readers.name] += number
    labels = {"everyone": say("Everyone"), "team": say("Our team only")}
    found = (
        FacetCount(value, labels.get(kind, name), number, value in chosen, kind)
        for (value, kind, name), number in totals.items()
    )
    return _most(found)


def by_kind(figures: Figures, numbers: set[int], _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Threads (by their title), posts, files and people."""
    pairs = _pairs(figures.noun, figures.group, numbers)
    counts: Counter[HitKind] = Counter()
    for noun, number in Counter(map(FIRST, pairs)).items():
        counts[KIND_OF[Noun(noun)]] += number
    if counts[HitKind.FILE]:  # a file and its pages are one hit
        counts[HitKind.FILE] = len({group for noun, group in pairs if noun in (Noun.FILE, Noun.PAGE)})
    labels = {
        HitKind.THREAD: say("Threads"),
        HitKind.POST: say("Posts"),
        HitKind.FILE: say("Files"),
        HitKind.PERSON: say("People"),
    }
    return [FacetCount(kind, labels[kind], counts[kind], kind in chosen) for kind in HitKind if counts[kind]]


def by_author(figures: Figures, numbers: set[int], _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Authors by the name they are shown with; one name in two workspaces is one choice."""
    counts = _counts(figures, "author", numbers)
    first = [each for each, _number in counts.most_common(4 * MOST) if each]
    members = db.session.scalars(select(Member).where(Member.id.in_(first))) if first else ()
    totals: Counter[str] = Counter()
    for member in members:
        totals[shown_as(member).name] += counts[member.id]
    return _most(FacetCount(name, name, number, name in chosen) for name, number in totals.items())


def by_date(figures: Figures, numbers: set[int], _scope: Scope, chosen: set[str]) -> list[FacetCount]:
    """Rough times, each as the day it begins: everything since then."""
    today = now().astimezone(zone()).date()
    labels = (say("Last 7 days"), say("Last 30 days"), say("Last 3 months"), say("Last year"))
    newest: dict[int, int] = {}
    for group, at in _zipped(figures.group, figures.at, numbers):
        if at > newest.get(group, -1):
            newest[group] = at
    found = []
    for days, label in zip(DAYS, labels, strict=True):
        start = (now() - timedelta(days=days)).timestamp()
        number, day = sum(at >= start for at in newest.values()), (today - timedelta(days=days)).isoformat()
        if number:
            found.append(FacetCount(day, label, number, day in chosen))
    return found


def groups(figures: Figures, numbers: Iterable[int]) -> Counter[int]:
    """How many documents of each group."""
    return Counter(map(figures.group.__getitem__, numbers))


def _of_groups(column: Sequence[int], figures: Figures, numbers: set[int]) -> Counter[int]:
    """Values that all documents of a group share, counted once a group: one document stands for each."""
    one_of_each = dict(zip(map(figures.group.__getitem__, numbers), numbers, strict=True))
    return Counter(map(column.__getitem__, one_of_each.values()))


def _counts(figures: Figures, column: str, numbers: set[int]) -> Counter[int]:
    return Counter(map(FIRST, _pairs(getattr(figures, column), figures.group, numbers)))


def _pairs(values: Sequence[int], group: Sequence[int], numbers: set[int]) -> set[tuple[int, int]]:
    """Each value with each group it stands in, once."""
    return set(_zipped(values, group, numbers))


def _zipped(one: Sequence[int], other: Sequence[int], numbers: set[int]) -> Iterator[tuple[int, int]]:
    """Two columns side by side. A common word is in most documents, so this is looked up without a line of Python."""
    return zip(map(one.__getitem__, numbers), map(other.__getitem__, numbers), strict=True)


def _most(found: Iterable[FacetCount]) -> list[FacetCount]:
    """Those chosen, then the fullest."""
    return sorted(found, key=lambda each: (not each.chosen, -each.number, each.label))[:MOST]
