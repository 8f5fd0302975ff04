"""A workspace read anew from its beginning, some rows at a time; how far it has come stands in the index itself."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File
from portal.features.workspaces.models import Member
from portal.kernel.db import db
from portal.readers.search.changes import Touched
from portal.readers.search.contents import Document, Facts, Noun, group

MODELS: tuple[tuple[str, type[Member | Thread | Post | File]], ...] = (
    ("members", Member),
    ("threads", Thread),
    ("posts", Post),
    ("files", File),
)
ROWS, FILES = 200, 10  # of one batch


def from_the_beginning(workspaces: Iterable[int]) -> list[Document]:
    """The places at which these workspaces are to be read anew: `flags` is the model, `at` the last id of it."""
    return [
        Document(Facts(Noun.AGAIN, each, group(Noun.AGAIN, each), each, 0, 0, 0, 0, 0)) for each in sorted(workspaces)
    ]


def some_rows(place: Facts) -> tuple[Touched, list[Document]]:
    """The rows that come next, and the place behind them; none at the end."""
    name, model = MODELS[place.flags]
    most = FILES if model is File else ROWS
    rows = select(model.id).where(model.workspace_id == place.workspace, model.id > place.at)
    ids = db.session.scalars(rows.order_by(model.id).limit(most)).all()
    behind = replace(place, at=ids[-1]) if len(ids) == most else replace(place, flags=place.flags + 1, at=0)
    return Touched(**{name: set(ids)}), [Document(behind)] if behind.flags < len(MODELS) else []
