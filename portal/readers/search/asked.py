"""What a request asks of the search, and the addresses that ask for more or less."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for

from portal.kernel.access import Actor
from portal.kernel.text import clean_line
from portal.kernel.web.paging import page_number
from portal.readers.search import typed
from portal.readers.search.asking import search
from portal.readers.search.hits import Results

ORDERS = ("best", "newest")
MOST = 20  # chosen values of one facet; more is a probe
LONGEST = typed.LONGEST + 1  # characters that are read: one more than are searched for, so that it can be said


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it stands in the address. `since` is the first day to count."""

    text: str = ""
    workspace: str = ""
    kind: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    since: date | None = None
    order: str = ORDERS[0]
    page: int = 1

    @property
    def filters(self) -> int:
        """How many filters are set, the workspace aside."""
        return len(self.kind) + len(self.author) + len(self.audience) + (self.since is not None)

    @property
    def anything(self) -> bool:
        """Whether there is something to look for: a workspace and filters alone are only a place to begin."""
        return bool(self.text)

    def url(self, **changed: Any) -> str:
        """The address of this search with something changed; of its first page, unless a page is named."""
        then = replace(self, **({"page": 1} | changed))
        fields: dict[str, Any] = {
            "q": then.text,
            "workspace": then.workspace,
            "kind": then.kind,
            "author": then.author,
            "audience": then.audience,
            "date": then.since.isoformat() if then.since else "",
            "order": then.order if then.order != ORDERS[0] else "",
            "page": then.page if then.page > 1 else "",
        }
        return url_for("search.results", **{key: value for key, value in fields.items() if value})

    def bare(self) -> str:
        """The address of the same words without any filter, the workspace kept."""
        return self.url(kind=(), author=(), audience=(), since=None)

    def find(self, actor: Actor) -> Results:
        """The answer."""
        return search(
            actor,
            self.text,
            workspace=self.workspace or None,
            kind=self.kind,
            author=self.author,
            audience=self.audience,
            since=self.since,
            order=self.order,
            page=self.page,
        )


def asked() -> Asked:
    """What this request asks for; nonsense counts as not said."""
    order = request.args.get("order", "")
    return Asked(
        text=clean_line(request.args.get("q", ""), limit=LONGEST),
        workspace=clean_line(request.args.get("workspace", "")),
        kind=_several("kind"),
        author=_several("author"),
        audience=_several("audience"),
        since=_day(request.args.get("date", "")),
        order=order if order in ORDERS else ORDERS[0],
        page=page_number(),
    )


def _several(name: str) -> tuple[str, ...]:
    values = (clean_line(value) for value in request.args.getlist(name)[:MOST])
    return tuple(dict.fromkeys(filter(None, values)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
