"""search(): the question screens and commands ask."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from portal.kernel.access import Actor
from portal.readers.search import facets, narrowing
from portal.readers.search.contract import Among, Counts, Missing, Question, State, Test, Wish
from portal.readers.search.engine import search_index
from portal.readers.search.found import hits_of
from portal.readers.search.hits import FacetCount, Results
from portal.readers.search.narrowing import narrowing_of, question_of
from portal.readers.search.nothing import nothing_to_find
from portal.readers.search.scope import Scope, scope_of
from portal.readers.search.snippets import Marker
from portal.readers.search.spelling import suggest
from portal.readers.search.typed import take_apart

PAGE = 20  # hits on a page
QUOTED = 100  # hits of a quoted phrase of which those come first that have it as it is quoted, not in other forms
LAST_PAGE = 50
Counted = Callable[[Counts, Scope, set[str]], list[FacetCount]]
FACETS: dict[str, Counted] = {
    "workspace": facets.by_workspace,
    "kind": facets.by_kind,
    "author": facets.by_author,
    "audience": facets.by_audience,
    "date": facets.by_date,
}


@dataclass(slots=True)
class Chosen:
    """The choices of facets: their values and the test each makes of a document, by facet."""

    values: dict[str, set[str]] = field(default_factory=dict)
    tests: dict[str, list[Test]] = field(default_factory=dict)

    def choose(self, facet: str, values: Iterable[str], test: Test) -> None:
        """Add values of a facet."""
        self.values.setdefault(facet, set()).update(values)
        self.tests.setdefault(facet, []).append(test)


def search(
    actor: Actor,
    text: str,
    *,
    workspace: str | None = None,
    kind: Sequence[str] = (),
    author: Sequence[str] = (),
    audience: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    order: str = "best",
    page: int = 1,
) -> Results:
    """What the actor finds. Never fails on what was typed: whatever is not understood is explained in `understood`.

    `workspace` is a public id; `kind`, `author` (a name as shown) and `audience` (a public id, or `everyone`, `team`)
    take values of the facets; the days `since` and `until` are both included, in the reader's time zone. `order` is
    `best` or `newest`.
    """
    typed, scope = take_apart(text), scope_of(actor)
    operators = narrowing_of(typed, scope)
    results = Results(page=min(max(page, 1), LAST_PAGE), understood=[*operators.chips, *nothing_to_find(typed)])
    chosen = chosen_of(scope, workspace=workspace, kind=kind, author=author, audience=audience, since=since)
    if until is not None:
        chosen.choose("date", [until.isoformat()], narrowing.until(until))
    question = question_of(typed, scope, operators, chosen.tests)
    try:
        with search_index().reading() as state:
            if scope.readable and not typed.empty:
                _fill(
                    results,
                    state,
                    question,
                    scope,
                    chosen=chosen,
                    marker=Marker(question.wanted, languages=question.languages),
                    order=order,
                )
                if not results.total or results.either:
                    results.suggestion = suggest(state, typed, question)
    except Missing:
        results.rebuilding = True
    return results


def _fill(
    results: Results, state: State, question: Question, scope: Scope, *, chosen: Chosen, marker: Marker, order: str
) -> None:
    """Counts, facets, and the hits of one page."""
    quoted = order == "best" and any(each.phrase for each in question.wanted)
    most = max(results.page * PAGE, QUOTED if quoted else 0)
    found = state.find(question, Wish(order, most, facets.kinds(), facets.moments()))
    results.total, results.either, results.spread = found.total, found.either, len(found.counts.workspace)
    results.pages = min(max(ceil(results.total / PAGE), 1), LAST_PAGE)
    for name, counted in FACETS.items():
        results.facets[name] = counted(found.counts, scope, chosen.values.get(name, set()))
    start = (results.page - 1) * PAGE
    shown = found.proposals if quoted else found.proposals[start:]
    hits = hits_of(shown, scope, marker)
    results.total -= len(shown) - len(hits)
    results.hits = sorted(hits, key=lambda hit: not hit.exact)[start : start + PAGE] if quoted else hits


def chosen_of(
    scope: Scope,
    *,
    workspace: str | None,
    kind: Sequence[str],
    author: Sequence[str],
    audience: Sequence[str],
    since: date | None,
) -> Chosen:
    """The values of facets as tests, of what is the searcher's alone."""
    chosen = Chosen()
    if workspace:
        chosen.choose("workspace", [workspace], narrowing.in_workspace(workspace, scope))
    if kind:
        chosen.choose("kind", kind, narrowing.of_type(kind))
    if author:
        theirs = frozenset().union(*(narrowing.authors_named(each, scope, whole=True) for each in author))
        chosen.choose("author", author, Among("author", theirs))
    if audience:
        theirs = frozenset().union(*(narrowing.audiences_named(each, scope) for each in audience))
        chosen.choose("audience", audience, Among("audience", theirs))
    if since is not None:
        chosen.choose("date", [since.isoformat()], narrowing.since(since))
    return chosen
