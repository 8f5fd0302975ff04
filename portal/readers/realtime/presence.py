"""Who has a page of a workspace open now: state of this process, never stored."""

import threading
from typing import Any

Person = dict[str, Any]
Place = tuple[str, str]


class Presence:
    """People by workspace. A person with two tabs is here once; a tab is in one workspace at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tabs: dict[str, tuple[Place, Person]] = {}

    def arrive(self, tab: str, workspace: str, everyone: str, person: Person) -> list[Person]:
        """A tab shows this workspace; gives everybody who is here."""
        with self._lock:
            self._tabs[tab] = ((workspace, everyone), person)
            return self._people(workspace)

    def leave(self, tab: str) -> list[tuple[Place, list[Person]]]:
        """A tab is gone; gives the place it was in with who is left."""
        with self._lock:
            gone = self._tabs.pop(tab, None)
            return [(gone[0], self._people(gone[0][0]))] if gone else []

    def place_of(self, tab: str) -> Place | None:
        """The workspace a tab shows, and its Everyone."""
        with self._lock:
            found = self._tabs.get(tab)
            return found[0] if found else None

    def _people(self, workspace: str) -> list[Person]:
        here = {person["id"]: person for place, person in self._tabs.values() if place[0] == workspace}
        return sorted(here.values(), key=lambda person: person["name"])
