"""The words of one page of a file, as search reads them: where a hit in the middle of a file leads to."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import func, select

from portal.features.library.models import FileVersion, PageText
from portal.features.library.policy import openable
from portal.kernel.db import db
from portal.kernel.text import mark_words

SHOWN = 200_000  # characters of a page that are shown; the rest is in the file


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page by its number; `text` with marks; the pages with words before and after it, if there are any."""

    page: int
    text: Markup
    cut: bool
    before: int | None
    after: int | None


def page_words(version: FileVersion, page: int, marked: list[str]) -> PageWords | None:
    """The words of a page of a version one was allowed to load, or None where there are none."""
    if not openable(version):
        return None
    text = db.session.scalar(select(PageText.text).where(PageText.version_id == version.id, PageText.page == page))
    if text is None:
        return None
    before = select(func.max(PageText.page)).where(PageText.version_id == version.id, PageText.page < page)
    after = select(func.min(PageText.page)).where(PageText.version_id == version.id, PageText.page > page)
    return PageWords(
        page=page,
        text=mark_words(text[:SHOWN], marked),
        cut=len(text) > SHOWN,
        before=db.session.scalar(before),
        after=db.session.scalar(after),
    )


def first_page(version: FileVersion) -> int | None:
    """The first page that has words."""
    if not openable(version):
        return None
    return db.session.scalar(select(func.min(PageText.page)).where(PageText.version_id == version.id))
