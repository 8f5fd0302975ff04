"""The searches of one person, and what is new in those they keep: each find is asked for its right and its life."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from portal.features.discussions.models import Post
from portal.features.library.models import File
from portal.kernel.access import Actor, NotFound, readable
from portal.kernel.db import db
from portal.readers.saved.models import Find, RecentSearch, SavedSearch


def recent_of(actor: Actor, *, limit: int) -> Sequence[RecentSearch]:
    """The last searches of the actor, newest first; none through a customer's eyes."""
    query = select(RecentSearch).where(RecentSearch.person_id == _owner(actor))
    return db.session.scalars(query.order_by(RecentSearch.asked_at.desc(), RecentSearch.id.desc()).limit(limit)).all()


def saved_of(actor: Actor) -> list[tuple[SavedSearch, int]]:
    """The searches the actor keeps, by name, each with the number of results that are new to them."""
    news = func.count(Find.id)
    fresh = and_(Find.saved_id == SavedSearch.id, Find.found_at > SavedSearch.looked_at, living(actor))
    query = (
        select(SavedSearch, news)
        .outerjoin(Find, fresh)
        .where(SavedSearch.person_id == _owner(actor))
        .group_by(SavedSearch.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(func.lower(SavedSearch.name)))]


def saved_or_404(actor: Actor, public_id: str) -> SavedSearch:
    """A search the actor keeps."""
    query = select(SavedSearch).where(SavedSearch.person_id == _owner(actor), SavedSearch.public_id == public_id)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def saved_as(actor: Actor, key: str) -> SavedSearch | None:
    """The search with that key, if the actor keeps it."""
    mine = SavedSearch.person_id == _owner(actor), SavedSearch.key == key
    return db.session.scalars(select(SavedSearch).where(*mine)).first()


def living(actor: Actor) -> ColumnElement[bool]:
    """Finds of what the actor may read now and can still open."""
    post = select(Post.id).where(Post.id == Find.post_id, Post.deleted_at.is_(None))
    gone = File.deleted_at, File.purged_at, File.withdrawn_at
    file = select(File.id).where(File.id == Find.file_id, *(each.is_(None) for each in gone), File.passed(actor))
    return and_(Find.audience_id.in_(readable(actor)), or_(exists(post), exists(file)))


def _owner(actor: Actor) -> int | None:
    """Whose searches they are: nobody's for visitors, and through the eyes of another."""
    return actor.person_id if actor.lens_id is None else None
