"""Where words stand in one document, page by page, as its words were read."""

import re
import unicodedata

from sqlalchemy import select

from portal.features.library.models import FileVersion, PageText
from portal.kernel.db import db

LONGEST = 200


def pages_with(version: FileVersion, words: str) -> list[tuple[int, int]]:
    """Pages on which the words stand one behind the other, and how often: parts of words count, accents do not."""
    wanted = folded(words[:LONGEST]).strip()
    if not wanted:
        return []
    texts = select(PageText.page, PageText.text).where(PageText.version_id == version.id).order_by(PageText.page)
    counts = ((page, folded(text).count(wanted)) for page, text in db.session.execute(texts))
    return [(page, count) for page, count in counts if count]


def folded(text: str) -> str:
    """Without capitals, accents and line ends: as the script in the page folds as well."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"\s+", " ", bare.lower())
