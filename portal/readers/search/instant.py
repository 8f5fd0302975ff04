"""The best few of each kind while somebody types; the last word may be half a word."""

from functools import reduce
from operator import and_, or_

from portal.kernel.access import Actor
from portal.kernel.text import fold
from portal.readers.search.fitting import Fitting, fit, propose
from portal.readers.search.found import hits_of
from portal.readers.search.hits import Hit, HitKind
from portal.readers.search.index.reading import Marks, Missing, Reading, reading
from portal.readers.search.narrowing import Narrowing, in_workspace, narrowing_of, of_type
from portal.readers.search.scope import Scope, scope_of
from portal.readers.search.snippets import Marker
from portal.readers.search.typed import Typed, take_apart
from portal.readers.search.words import dense, pairs

EXPANDED = 30  # words a beginning may stand for, of each segment
ORDER = (HitKind.PERSON, HitKind.THREAD, HitKind.FILE, HitKind.POST)


def instant(actor: Actor, text: str, *, workspace: str | None = None, limit: int = 5) -> dict[HitKind, list[Hit]]:
    """People, threads and files by their names, then posts and files by their words, in the order to show them.

    `workspace` is a public id, as in `search`.
    """
    typed, scope = take_apart(text), scope_of(actor)
    found: dict[HitKind, list[Hit]] = {}
    try:
        with reading() as state:
            if scope.audiences and typed.wanted:
                narrowing = narrowing_of(typed, scope)
                if workspace:
                    narrowing.tests.append(in_workspace(workspace, scope))
                found = _named(state, typed, scope, narrowing, limit)
                found[HitKind.POST] = _said(state, typed, scope, narrowing, limit=limit, kind=HitKind.POST)
                read = _said(state, typed, scope, narrowing, limit=limit, kind=HitKind.FILE)
                found[HitKind.FILE] = _once([*found[HitKind.FILE], *read])[:limit]
    except Missing:
        return {}
    return {kind: found[kind] for kind in ORDER if found.get(kind)}


def _named(state: Reading, typed: Typed, scope: Scope, narrowing: Narrowing, limit: int) -> dict[HitKind, list[Hit]]:
    """Threads, files and people with names that have all words, the last one perhaps only begun."""
    words = [part for each in typed.wanted for word in each.words for part in word]
    each = [_exactly(state, part) for part in words[:-1]] + [_begun(state, words[-1])]
    marks = narrowing.keep(state, reduce(_meet, each, state.allowed_to(scope.readable)))
    marker, start = Marker(typed.wanted, begun=words[-1]), fold(typed.text)
    found: dict[HitKind, list[Hit]] = {}
    for kind in (HitKind.PERSON, HitKind.THREAD, HitKind.FILE):
        mine = Fitting(state.keep(marks, of_type([kind])))
        hits = hits_of(propose(state, mine, order="newest", most=4 * limit), scope, marker)
        found[kind] = sorted(hits, key=lambda hit: not fold(hit.title).startswith(start))[:limit]
    return found


def _once(hits: list[Hit]) -> list[Hit]:
    """Each file once: found by its name it leads to the file, not to a page of it."""
    return list({hit.url.partition("?")[0].partition("#")[0]: hit for hit in reversed(hits)}.values())[::-1]


def _said(state: Reading, typed: Typed, scope: Scope, narrowing: Narrowing, *, limit: int, kind: HitKind) -> list[Hit]:
    """Posts or files with all the words."""
    fitting = fit(state, typed, scope, Narrowing([*narrowing.tests, of_type([kind])]))
    if fitting.either:
        return []
    return hits_of(propose(state, fitting, order="best", most=limit), scope, Marker(typed.wanted))


def _exactly(state: Reading, part: str) -> Marks:
    """Names with this word, or with all pairs of a run of signs."""
    return reduce(_meet, (state.exactly("words", each) for each in (pairs(part) if dense(part) else [part])))


def _begun(state: Reading, part: str) -> Marks:
    """Names with any word that begins like that."""
    each = (state.exactly("words", term) for term in state.begun("words", part, EXPANDED))
    return reduce(_join, each, _exactly(state, part))


def _meet(one: Marks, other: Marks) -> Marks:
    return tuple(map(and_, one, other))


def _join(one: Marks, other: Marks) -> Marks:
    return tuple(map(or_, one, other))
