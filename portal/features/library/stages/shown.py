"""A stage: what its template is given."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    """What is shown. `kind` names its template; `reason` is the stored word for why there is no more.

    `pages` are number, width and height of those in this answer, of `count` in all; `page` is the one it opens at. What
    only one kind has is in `data`.
    """

    kind: str
    reason: str = ""
    page: int = 1
    count: int = 0
    pages: list[tuple[int, int, int]] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
