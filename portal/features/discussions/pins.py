"""Places on pages: comments bound to a point of a page, numbered through all versions of their file.

A number never changes: a comment that was deleted keeps its own, and no other is given it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select

from portal.features.discussions.models import Post, Thread
from portal.kernel.db import db

MOST = 400  # of one version


@dataclass(frozen=True, slots=True)
class Pin:
    """A number on a page, at shares of its width and height from the left and the top, and whose comment it is."""

    number: int
    post_id: str
    page: int
    x: float
    y: float
    author: str


def pin_numbers(posts: Sequence[Post]) -> dict[int, int]:
    """The numbers of those among these posts that are bound to a place, by post id."""
    bound = [post.id for post in posts if post.about_x is not None]
    if not bound:
        return {}
    counted = _counted({post.thread_id for post in posts}).subquery()
    query = select(counted.c.id, counted.c.place).where(counted.c.id.in_(bound))
    return {row[0]: row[1] for row in db.session.execute(query)}


def pins_on(thread: Thread, version: int) -> dict[int, list[Pin]]:
    """Those on each page of a version, the newest if there are very many. The thread was found by `visible_to`."""
    counted = _counted({thread.id}).subquery()
    here = (Post.about_version == version, Post.deleted_at.is_(None), Post.about_page.is_not(None))
    query = select(Post, counted.c.place).join(counted, counted.c.id == Post.id).where(*here)
    found: dict[int, list[Pin]] = {}
    for row in reversed(db.session.execute(query.order_by(Post.number.desc()).limit(MOST)).all()):
        pin = _pin(row)
        found.setdefault(pin.page, []).append(pin)
    return found


def said_on(thread: Thread, version: int) -> dict[int, int]:
    """How many comments speak of each page of a version."""
    here = (Post.thread_id == thread.id, Post.about_version == version, Post.deleted_at.is_(None))
    query = select(Post.about_page, func.count(Post.id)).where(*here, Post.about_page.is_not(None))
    return {page: count for page, count in db.session.execute(query.group_by(Post.about_page)) if page is not None}


def _counted(threads: set[int]) -> Select[int, int]:
    place = func.row_number().over(partition_by=Post.thread_id, order_by=Post.number).label("place")
    return select(Post.id, place).where(Post.thread_id.in_(threads), Post.about_x.is_not(None))


def _pin(row: Row[Post, int]) -> Pin:
    post, number = row
    page, x, y = post.about_page or 1, post.about_x or 0.0, post.about_y or 0.0
    return Pin(number, post.public_id, page, x, y, post.author.person.name)
