"""What a template puts into a new workspace: what stands above adds to it."""

from collections.abc import Callable

from portal.features.workspaces.models import Member

Fill = Callable[[Member, str], None]
_fills: list[Fill] = []


def when_opened_by_hand(call: Fill) -> Fill:
    """After a workspace was opened on its page (not by an import), call this with its owner and the welcome they wrote.

    It writes in a transaction of its own.
    """
    _fills.append(call)
    return call


def opened_by_hand(owner: Member, welcome: str) -> None:
    """Fill a new workspace by its template."""
    for call in _fills:
        call(owner, welcome)
