"""Lists in pages, without counting what lies beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select
from sqlalchemy.orm import Session

T = TypeVar("T")
LARGEST = 10_000  # pages; beyond it a number is a probe, not a reader


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `number` counts from 1; `more` says whether another follows."""

    items: Sequence[T]
    number: int
    more: bool


def page_number() -> int:
    """The page asked for, 1 when it is missing or nonsense."""
    asked = request.args.get("page", 1, type=int) or 1
    return min(max(asked, 1), LARGEST)


def paginate(session: Session, query: Select[Any], *, size: int = 50) -> Page[Any]:
    """The page the request asks for, of that many rows."""
    number = page_number()
    rows = session.scalars(query.limit(size + 1).offset((number - 1) * size)).unique().all()
    return Page(rows[:size], number, len(rows) > size)
