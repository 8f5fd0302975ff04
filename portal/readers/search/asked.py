"""What a request asks of the search, and the addresses that ask for more or less."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

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
        page = {"page": then.page} if then.page > 1 else {}
        return url_for("search.results", **then.fields(), **page)  # type: ignore[arg-type]  # fields of the query

    def fields(self) -> dict[str, Any]:
        """What is asked, as the address says it: texts and lists of texts. The page aside, for it asks nothing."""
        fields: dict[str, Any] = {
            "q": self.text,
            "workspace": self.workspace,
            "kind": list(self.kind),
            "author": list(self.author),
            "audience": list(self.audience),
            "date": self.since.isoformat() if self.since else "",
            "order": self.order if self.order != ORDERS[0] else "",
        }
        return {key: value for key, value in fields.items() if value}

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
    """What this request asks for."""
    return replace(read(request.args), page=page_number())


def read(said: "MultiDict[str, str]") -> Asked:
    """What these fields ask for; nonsense counts as not said."""
    order = said.get("order", "")
    return Asked(
        text=clean_line(said.get("q", ""), limit=LONGEST),
        workspace=clean_line(said.get("workspace", "")),
        kind=_several(said, "kind"),
        author=_several(said, "author"),
        audience=_several(said, "audience"),
        since=_day(said.get("date", "")),
        order=order if order in ORDERS else ORDERS[0],
    )


def _several(said: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    values = (clean_line(value) for value in said.getlist(name)[:MOST])
    return tuple(dict.fromkeys(filter(None, values)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
