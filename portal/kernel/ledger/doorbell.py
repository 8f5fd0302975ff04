"""The doorbell: after a commit, whoever listens is told `{audience: head}` and nothing more."""

from collections.abc import Callable
from typing import cast

from flask import current_app

_KEY = "throughline.doorbell"
Heads = dict[str, int]


class Doorbell:
    """Listeners of one process. Losing a ring loses nothing: listeners compare heads by themselves as well."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Heads], None]] = []

    def listen(self, call: Callable[[Heads], None]) -> None:
        """Call this after every commit that made news."""
        self._listeners.append(call)

    def ring(self, heads: Heads) -> None:
        """Tell every listener; one that fails must not spoil a commit that is done."""
        for call in self._listeners:
            try:
                call(heads)
            except Exception:
                current_app.logger.exception("A listener of the doorbell failed")


def doorbell() -> Doorbell:
    """The doorbell of the running application."""
    return cast("Doorbell", current_app.extensions.setdefault(_KEY, Doorbell()))
