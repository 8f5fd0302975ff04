"""What happens around every commit: statements just before it, calls just after it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app
from sqlalchemy.orm import Session

EXTENSION = "throughline.edge"


@dataclass(slots=True)
class Edge:
    """Hooks of one application. `before` may run SQL; `after` may not, the transaction is over."""

    before: list[Callable[[Session], None]] = field(default_factory=list)
    after: list[Callable[[dict[Any, Any]], None]] = field(default_factory=list)


def edge() -> Edge:
    """The hooks of the running application."""
    return cast("Edge", current_app.extensions.setdefault(EXTENSION, Edge()))
