"""Words nobody is told of, however they ask: to guests, those of files that lie view-only."""

from sqlalchemy import select

from portal.features.library.models import File, Folder
from portal.kernel.access import readable
from portal.kernel.db import db
from portal.readers.search.contents import Noun
from portal.readers.search.contract import Among, Both, Not, Test
from portal.readers.search.scope import Scope


def unsaid(scope: Scope) -> tuple[Test, ...]:
    """What a question leaves out, so that hits, counts and facets alike say nothing of it: pages, not names."""
    if scope.actor.staff and scope.actor.lens_id is None:
        return ()
    closed = select(Folder.id).where(Folder.view_only).cte(recursive=True)
    closed = closed.union(select(Folder.id).where(Folder.parent_id == closed.c.id))
    theirs = File.audience_id.in_(readable(scope.actor)), File.folder_id.in_(select(closed.c.id))
    found = frozenset(db.session.scalars(select(File.id).where(*theirs)))
    return (Not(Both((Among("noun", frozenset({Noun.PAGE})), Among("id", found)))),) if found else ()
