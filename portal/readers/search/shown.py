"""What is found, in the words of the screens: the heading, hits, chips."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from markupsafe import Markup

from portal.kernel.text import excerpt
from portal.kernel.web.language import count, full_date, number
from portal.kernel.web.language import say as _
from portal.readers.search.asked import Asked
from portal.readers.search.hits import Hit, HitKind, PageHit, Readers, Results

SIGNS = {HitKind.THREAD: "thread", HitKind.POST: "thread", HitKind.FILE: "file", HitKind.PERSON: "identity"}
QUOTED = 80  # characters of a search that a heading repeats


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit as `components/search.html` draws it. `by` is who wrote it, with the company at first mention."""

    title: Markup
    url: str
    audience: Readers
    sign: str
    what: str
    text: Markup | str
    by: str
    at: datetime | None
    tail: list[str]
    why: str = ""
    pages: list[PageHit] = field(default_factory=list)


def hit_views(hits: Iterable[Hit], *, place: str) -> Iterator[HitView]:
    """Each hit in words; the workspace is named unless all are of the one called `place`."""
    met: set[str] = set()
    for hit in hits:
        yield HitView(
            title=hit.marked,
            url=hit.url,
            audience=hit.audience,
            sign="answer" if hit.accepted else SIGNS[hit.kind],
            what=what(hit) if place else _("%(what)s, %(place)s", what=what(hit), place=hit.workspace.name),
            text="" if hit.pages else hit.snippet,
            by=_by(hit, met),
            at=hit.date if hit.kind != HitKind.PERSON else None,
            tail=_tail(hit),
            why=why(hit),
            pages=hit.pages,
        )


def what(hit: Hit) -> str:
    """What kind of thing it is, and how it stands."""
    if hit.kind == HitKind.THREAD:
        return _thread(hit)
    if hit.kind == HitKind.POST:
        return _("Accepted answer in a thread") if hit.accepted else _("Post in a thread")
    if hit.kind == HitKind.PERSON:
        return _("Person")
    said = [_("File") if hit.page is None else _("Inside a file")]
    if hit.number:
        said.append(count("%(num)s page", "%(num)s pages", hit.number))
    return ", ".join(said)


def why(hit: Hit) -> str:
    """Why it is shown: the fields its words stand in; nothing where only filters chose it."""
    if hit.kind == HitKind.PERSON:
        names = {"title": _("the name"), "body": _("the job title or the company")}
    elif hit.kind == HitKind.FILE:
        names = {"title": _("the name of the file"), "body": _("the words on its pages")}
    else:
        names = {"title": _("the title"), "body": _("what was written"), "about": _("the title of its thread")}
    said = [name for each, name in names.items() if each in hit.fields]
    where = _("Found in %(fields)s", fields=f" {_('and')} ".join(said)) if said else ""
    if not hit.synonyms:
        return where
    by = _("found by a synonym: %(words)s", words=", ".join(hit.synonyms))
    return f"{where}, {by}" if where else by


def kind_labels() -> dict[HitKind, str]:
    """The kinds by name, as groups and filters call them."""
    return {
        HitKind.THREAD: _("Threads"),
        HitKind.POST: _("Posts"),
        HitKind.FILE: _("Files"),
        HitKind.PERSON: _("People"),
    }


def heading(asked: Asked, found: Results, *, place: str) -> str:
    """The news in one sentence; `place` is the one workspace that was searched, or nothing."""
    if not asked.anything:
        return _("Search in %(place)s", place=place) if place else _("Search everything you may see")
    words = quoted(found, asked)
    if found.total:
        return _some(found, place or _the_one(found), words)
    if found.rebuilding:
        return _("The search is being made ready")
    where = _("Nothing found in %(place)s", place=place) if place else _("Nothing found")
    return _("%(where)s for “%(words)s”", where=where, words=words) if words else where


def quoted(found: Results, asked: Asked) -> str:
    """The words looked for without the operators, which stand below as chips; kept from turning what is around them."""
    words = asked.text
    for chip in found.understood:
        words = words.replace(chip.text, "", 1)
    words = excerpt(words, limit=QUOTED)
    return f"\u2068{words}\u2069" if words else ""


def chips(asked: Asked, found: Results, *, place: str) -> list[tuple[str, str]]:
    """What narrows the search, each with the address without it: the workspace, operators in the text, filters."""
    shown = [(_("In %(name)s", name=place), asked.url(workspace=""))] if place else []
    shown += [(chip.label, asked.url(text=chip.without)) for chip in found.understood if not chip.problem]
    known = {kind.value: label for kind, label in kind_labels().items()}
    for name, values in (("audience", asked.audience), ("kind", asked.kind), ("author", asked.author)):
        labels = known | {each.value: each.label for each in found.facets.get(name, [])}
        for value in values:
            rest = tuple(each for each in values if each != value)
            shown.append((labels.get(value, value), asked.url(**{name: rest})))
    if asked.since:
        day = full_date(datetime.combine(asked.since, time(12), UTC))
        shown.append((_("Since %(day)s", day=day), asked.url(since=None)))
    return shown


def _some(found: Results, place: str, words: str) -> str:
    results = count("%(total)s result", "%(total)s results", found.total, total=number(found.total))
    if found.either:
        return _("No result has all of “%(words)s”, %(results)s some of it", words=words, results=results)
    spread = max(found.spread, sum(1 for each in found.facets.get("workspace", []) if each.number))
    if place:
        where = _("%(results)s in %(place)s", results=results, place=place)
    elif spread > 1:
        where = _("%(results)s in %(number)s workspaces", results=results, number=spread)
    else:
        where = results
    return _("%(where)s for “%(words)s”", where=where, words=words) if words else where


def _the_one(found: Results) -> str:
    """The only workspace with results, if they are all in one."""
    places = [each.label for each in found.facets.get("workspace", []) if each.number]
    return places[0] if len(places) == 1 else ""


def _thread(hit: Hit) -> str:
    if hit.what == "question":
        if hit.accepted:
            return _("Answered question")
        return _("Closed question without an answer") if hit.closed else _("Open question")
    if hit.what == "announcement":
        return _("Announcement")
    return _("Closed thread") if hit.closed else _("Thread")


def _by(hit: Hit, met: set[str]) -> str:
    person = hit.author
    if person is None or hit.kind == HitKind.PERSON:
        return ""
    first = person.name not in met
    met.add(person.name)
    return f"{person.name}, {person.company}" if first and person.company else person.name


def _tail(hit: Hit) -> list[str]:
    said = []
    if hit.kind in (HitKind.THREAD, HitKind.POST) and hit.number:
        said.append(count("%(num)s reply", "%(num)s replies", hit.number))
    if hit.more and hit.kind == HitKind.FILE:
        said.append(count("also on %(num)s more page", "also on %(num)s more pages", hit.more))
    elif hit.more:
        said.append(count("%(num)s more post here fits", "%(num)s more posts here fit", hit.more))
    return said
