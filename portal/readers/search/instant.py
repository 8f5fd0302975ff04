"""The best few of each kind while somebody types; the last word may be half a word."""

from dataclasses import replace

from portal.kernel.access import Actor
from portal.kernel.text import fold
from portal.readers.search.contract import Missing, Question, State, Wish
from portal.readers.search.engine import search_index
from portal.readers.search.found import hits_of
from portal.readers.search.hits import Hit, HitKind
from portal.readers.search.narrowing import in_workspace, narrowing_of, of_type, question_of
from portal.readers.search.nothing import nothing_to_find
from portal.readers.search.scope import Scope, scope_of
from portal.readers.search.snippets import Marker
from portal.readers.search.typed import Typed, take_apart

ORDER = (HitKind.PERSON, HitKind.THREAD, HitKind.FILE, HitKind.POST)


def instant(actor: Actor, text: str, *, workspace: str | None = None, limit: int = 5) -> dict[HitKind, list[Hit]]:
    """People, threads and files by their names, then posts and files by their words, in the order to show them.

    `workspace` is a public id, as in `search`.
    """
    typed, scope = take_apart(text), scope_of(actor)
    found: dict[HitKind, list[Hit]] = {}
    try:
        with search_index().reading() as state:
            if scope.readable and typed.wanted:
                narrowing = narrowing_of(typed, scope)
                if workspace:
                    narrowing.tests.append(in_workspace(workspace, scope))
                question = question_of(typed, scope, narrowing)
                found = _named(state, question, typed, scope, limit)
                found[HitKind.POST] = _said(state, question, scope, limit=limit, kind=HitKind.POST)
                read = _said(state, question, scope, limit=limit, kind=HitKind.FILE)
                found[HitKind.FILE] = _once([*found[HitKind.FILE], *read])[:limit]
    except Missing:
        return {}
    return {kind: found[kind] for kind in ORDER if found.get(kind)}


def hints(actor: Actor, text: str) -> list[str]:
    """Why what was typed is not (all) looked for, kindly."""
    typed = take_apart(text)
    chips = nothing_to_find(typed)
    if typed.operators or typed.strange or typed.cut:
        chips += narrowing_of(typed, scope_of(actor)).chips
    return list(dict.fromkeys(chip.problem for chip in chips if chip.problem))


def _named(state: State, question: Question, typed: Typed, scope: Scope, limit: int) -> dict[HitKind, list[Hit]]:
    """Threads, files and people with names that have all words, the last one perhaps only begun."""
    begun = typed.wanted[-1].words[-1][-1]
    marker, start = Marker(question.wanted, begun=begun, languages=question.languages), fold(typed.text)
    found: dict[HitKind, list[Hit]] = {}
    for kind in (HitKind.PERSON, HitKind.THREAD, HitKind.FILE):
        names = state.find(replace(_only(question, kind), names=True), Wish("newest", 4 * limit))
        hits = hits_of(names.proposals, scope, marker)
        found[kind] = sorted(hits, key=lambda hit: not fold(hit.title).startswith(start))[:limit]
    return found


def _once(hits: list[Hit]) -> list[Hit]:
    """Each file once: found by its name it leads to the file, not to a page of it."""
    return list({hit.url.partition("?")[0].partition("#")[0]: hit for hit in reversed(hits)}.values())[::-1]


def _said(state: State, question: Question, scope: Scope, *, limit: int, kind: HitKind) -> list[Hit]:
    """Posts or files with all the words."""
    found = state.find(_only(question, kind), Wish(most=limit))
    marker = Marker(question.wanted, languages=question.languages)
    return [] if found.either else hits_of(found.proposals, scope, marker)


def _only(question: Question, kind: HitKind) -> Question:
    return replace(question, tests=(*question.tests, of_type([kind])))
