"""search() and instant(): the two questions screens and commands ask."""

from collections.abc import Sequence
from datetime import date

from portal.kernel.access import Actor
from portal.readers.search.hits import Hit, HitKind, Results

PAGE = 20  # hits on a page
ORDERS = ("best", "newest")


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
    take values of the facets; the days `since` and `until` are both included, in the reader's time zone.
    """
    return Results(page=page, rebuilding=True)


def instant(actor: Actor, text: str, *, workspace: str | None = None, limit: int = 5) -> dict[HitKind, list[Hit]]:
    """The best few of each kind while somebody types, in the order to show them; the last word may be half a word.

    `workspace` is a public id, as in `search`.
    """
    return {}
