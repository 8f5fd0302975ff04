"""Rules of routes: what must hold before a view runs. No rule, no start."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flask import Flask, request

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
ATTRIBUTE = "__access_rule__"


class Rule(Protocol):
    """Answers None to let the request pass, or a response; raises NotFound or Forbidden."""

    name: str

    def check(self, view_args: dict[str, Any]) -> Any | None: ...


class Anyone:
    """Open to the whole world: sign-in, invitations, health. Each use has its reason beside it."""

    name = "anyone"

    def check(self, view_args: dict[str, Any]) -> Any | None:  # noqa: ARG002 (interface)
        return None


class SignedIn:
    """For anybody who is signed in; what they see is narrowed by `visible_to`."""

    name = "signed in"

    def __init__(self) -> None:
        self.challenge: Callable[[], Any | None] | None = None

    def check(self, view_args: dict[str, Any]) -> Any | None:  # noqa: ARG002 (interface)
        if self.challenge is None:
            raise RuntimeError("No sign-in has been wired")
        return self.challenge()


anyone = Anyone()
signed_in = SignedIn()


def rule(checked: Rule) -> Callable[[ViewT], ViewT]:
    """Give a view its rule. Stands directly above the function, below the route."""

    def mark(view: ViewT) -> ViewT:
        setattr(view, ATTRIBUTE, checked)
        return view

    return mark


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The rule a view carries."""
    return getattr(view, ATTRIBUTE, None)


def guard_routes(app: Flask) -> None:
    """Refuse to start with a route that has no rule, and ask the rule before each view."""
    bare = sorted(name for name, view in app.view_functions.items() if rule_of(view) is None)
    if bare:
        raise RuntimeError(f"Routes without a rule: {', '.join(bare)}")

    @app.before_request
    def _ask() -> Any | None:
        if request.endpoint is None:
            return None  # no such address: the 404 page answers
        found = rule_of(app.view_functions[request.endpoint])
        if found is None:
            raise RuntimeError(f"Route without a rule: {request.endpoint}")
        return found.check(request.view_args or {})
