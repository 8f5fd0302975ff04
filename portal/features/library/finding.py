"""Where words stand in one document, page by page, as its words were read."""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import select

from portal.features.library.models import FileVersion, PageText
from portal.features.library.previews.pages import document_of, is_printed, page_texts
from portal.features.library.previews.studio import Busy, NotDrawn
from portal.kernel.db import db

LONGEST = 200


def pages_with(version: FileVersion, words: str) -> list[tuple[int, int]]:
    """Pages on which the words stand one behind the other, and how often: parts of words count, accents do not."""
    wanted = folded(words[:LONGEST]).strip()
    if not wanted:
        return []
    counts = ((page, folded(text).count(wanted)) for page, text in _texts(version))
    return [(page, count) for page, count in counts if count]


def folded(text: str) -> str:
    """Without capitals, accents and line ends: as the script in the page folds as well."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"\s+", " ", bare.lower())


def _texts(version: FileVersion) -> Iterable[tuple[int, str]]:
    """By the pages that are shown: those LibreOffice made, else those in which the words were read."""
    if is_printed(version.media_type):
        with suppress(NotDrawn, Busy):
            return enumerate(page_texts(document_of(version)), start=1)
    texts = select(PageText.page, PageText.text).where(PageText.version_id == version.id).order_by(PageText.page)
    return ((page, text) for page, text in db.session.execute(texts))
