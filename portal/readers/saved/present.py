"""Searches as templates take them: in words, with the address that asks again and what is new."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from flask import g, url_for
from sqlalchemy import select

from portal.features.identity.sessions import actor
from portal.features.workspaces.models import Workspace
from portal.kernel.access import Actor, Audience, readable
from portal.kernel.db import db
from portal.kernel.text import excerpt
from portal.kernel.web.language import full_date, say
from portal.readers.saved.forms import SavedForm
from portal.readers.saved.models import LONGEST_NAME, RecentSearch, SavedSearch, Tell
from portal.readers.saved.queries import recent_of, saved_as, saved_of
from portal.readers.saved.questions import asked_of, key_of
from portal.readers.search.asked import ORDERS, Asked
from portal.readers.search.shown import kind_labels

FEW = 5  # in a palette and in the rail


@dataclass(frozen=True, slots=True)
class Shown:
    """A search of one's own. `meta` says what narrows it; `news` counts results that are new since the last look."""

    id: str
    name: str
    meta: str
    url: str
    tell: str = ""
    news: int = 0
    at: datetime | None = None


def recent_searches(limit: int) -> list[Shown]:
    """The reader's last searches; of workspaces they are still in."""
    found = recent_of(actor(), limit=limit)
    words, kept = Words(actor(), [asked_of(each.question) for each in found]), []
    for each in found:
        asked = asked_of(each.question)
        if not asked.workspace or asked.workspace in words.places:
            kept.append(_recent(each, asked, words))
    return kept


def saved_searches() -> list[Shown]:
    """The searches the reader keeps, by name."""
    if "saved_searches" not in g:
        found = saved_of(actor())
        words = Words(actor(), [asked_of(each.question) for each, _news in found])
        g.saved_searches = [_saved(each, news, words) for each, news in found]
    return list(g.saved_searches)


def told_searches() -> list[Shown]:
    """Those of them whose news the reader wants to be told, what is new first."""
    told = [each for each in saved_searches() if each.tell != Tell.NEVER]
    return sorted(told, key=lambda each: not each.news)[:FEW]


def kept_as(asked: Asked) -> SavedSearch | None:
    """The search on screen, if the reader keeps it."""
    return saved_as(actor(), key_of(asked)) if asked.anything else None


def may_keep() -> bool:
    """Whether the reader can keep searches: not through the eyes of another."""
    return actor().lens_id is None


def new_saved(asked: Asked) -> SavedForm:
    """The form of a search that is not kept yet, called by its own words."""
    return SavedForm(None, name=excerpt(asked.text, limit=LONGEST_NAME))


def described(asked: Asked) -> str:
    """A search in words: what was typed, and what narrows it."""
    return ", ".join(filter(None, (asked.text, Words(actor(), [asked]).of(asked))))


class Words:
    """Names of what searches are narrowed to, as far as the reader may see them."""

    def __init__(self, who: Actor, searches: Iterable[Asked]) -> None:
        searches = list(searches)
        wanted = {each.workspace for each in searches} - {""}
        circles = {value for each in searches for value in each.audience} - {"everyone", "team"}
        mine = Workspace.visible_to(who).where(Workspace.public_id.in_(wanted))
        heard = select(Audience.public_id, Audience.name).where(
            Audience.public_id.in_(circles), Audience.id.in_(readable(who))
        )
        columns = mine.with_only_columns(Workspace.public_id, Workspace.name)
        self.places = {row[0]: row[1] for row in db.session.execute(columns)} if wanted else {}
        self.circles = {row[0]: row[1] for row in db.session.execute(heard)} if circles else {}

    def of(self, asked: Asked) -> str:
        """What narrows it, in words; nothing of what the reader may not see."""
        known = {str(kind): label for kind, label in kind_labels().items()}
        known |= self.circles | {"everyone": say("Everyone"), "team": say("Our team only")}
        place = self.places.get(asked.workspace, say("a workspace you are not in any more") if asked.workspace else "")
        said = [say("In %(name)s", name=place)] if place else []
        said += [known[value] for value in (*asked.audience, *asked.kind) if value in known]
        said += [say("From %(name)s", name=name) for name in asked.author]
        if asked.since:
            since = datetime.combine(asked.since, time(12), UTC)
            said.append(say("Since %(day)s", day=full_date(since)))
        return ", ".join(said)


def _recent(found: RecentSearch, asked: Asked, words: Words) -> Shown:
    return Shown(found.public_id, asked.text, words.of(asked), asked.url(), at=found.asked_at)


def _saved(saved: SavedSearch, news: int, words: Words) -> Shown:
    """What is new stands first on the page it leads to."""
    asked = asked_of(saved.question)
    url = replace(asked, order=ORDERS[1]).url() if news else asked.url()
    meta = [asked.text if asked.text.casefold() != saved.name.casefold() else "", words.of(asked)]
    return Shown(saved.public_id, saved.name, ", ".join(filter(None, meta)), url, saved.tell, news, saved.looked_at)


def saved_url(saved: SavedSearch) -> str:
    """The page of its name and of how one is told."""
    return url_for("searches.show", saved_id=saved.public_id)
