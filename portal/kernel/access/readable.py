"""The one query that decides reading, on every surface."""

from sqlalchemy import Integer, Select, String, false, select, table
from sqlalchemy import column as column_
from sqlalchemy.orm import Session

from portal.kernel.access.actor import Actor

# Named here without its class, which is built upon this module.
_readers = table("audience_reader", column_("person_id", Integer), column_("audience_id", Integer))
_audiences = table("audience", column_("id", Integer), column_("kind", String))


def readable(actor: Actor) -> Select[int]:
    """Ids of the audiences the actor reads now, as a subquery; none for nobody.

    Seen through a customer's eyes, only what both may read, and never what is one person's own.
    """
    mine = select(_readers.c.audience_id).where(_readers.c.person_id == actor.person_id)
    if actor.person_id is None:
        return mine.where(false())
    if actor.lens_id is not None:
        theirs = select(_readers.c.audience_id).where(_readers.c.person_id == actor.lens_id)
        private = select(_audiences.c.id).where(_audiences.c.kind.in_(("self", "house")))
        return mine.where(_readers.c.audience_id.in_(theirs), _readers.c.audience_id.not_in(private))
    return mine


def may_read(session: Session, actor: Actor, audience_id: int) -> bool:
    """Whether the actor reads this audience now."""
    return session.scalar(readable(actor).where(_readers.c.audience_id == audience_id)) is not None


def reader_ids(audience_id: int) -> Select[int]:
    """Ids of the people who read an audience now."""
    return select(_readers.c.person_id).where(_readers.c.audience_id == audience_id)
