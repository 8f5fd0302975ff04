"""Which finds still hold: asked when a mail about them is written, and again just before it leaves."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.discussions.models import Follow, Post, ReadMark, Thread
from portal.features.identity.models import Person
from portal.features.library.models import File
from portal.features.workspaces.queries import member_of
from portal.kernel.db import db
from portal.readers.notifications.wishes import SEARCHES, Pace, is_quiet, pace_of
from portal.readers.saved.models import Find, SavedSearch, Tell
from portal.readers.saved.queries import living

MAILED = (Tell.NOW, Tell.DAILY)
Held = tuple[Find, Post | File]


def standing(person: Person, ids: Sequence[int]) -> list[Held]:
    """Those of these finds the person reads, that are new and wanted by mail; each with its post or file."""
    if not person.is_active or pace_of(person, SEARCHES) is Pace.NEVER:
        return []
    who = person.actor()
    query = select(Find).join(SavedSearch, SavedSearch.id == Find.saved_id).where(Find.id.in_(ids), living(who))
    query = query.where(SavedSearch.person_id == person.id, SavedSearch.tell.in_(MAILED))
    query = query.where(Find.found_at > SavedSearch.looked_at).options(joinedload(Find.saved))
    finds = db.session.scalars(query.order_by(SavedSearch.name, Find.id)).all()
    posts = Post.visible_to(who).where(Post.id.in_([each.post_id for each in finds if each.post_id]))
    about = joinedload(Post.thread).joinedload(Thread.workspace), joinedload(Post.author), joinedload(Post.audience)
    files = File.visible_to(who).where(File.id.in_([each.file_id for each in finds if each.file_id]))
    found: dict[tuple[str, int | None], Post | File] = {
        ("post", each.id): each for each in db.session.scalars(posts.options(*about))
    }
    found |= {("file", each.id): each for each in db.session.scalars(files.options(joinedload(File.workspace)))}
    held = [(each, found.get(("post", each.post_id) if each.post_id else ("file", each.file_id))) for each in finds]
    return [(each, thing) for each, thing in held if thing is not None and _wanted(person, thing)]


def _wanted(person: Person, thing: Post | File) -> bool:
    """Not of a workspace that is archived or shall be quiet; nor read, nor in a muted thread."""
    workspace = thing.thread.workspace if isinstance(thing, Post) else thing.workspace
    member = member_of(workspace, person.actor())
    if member is None or workspace.archived_at is not None or is_quiet(person, workspace.public_id):
        return False
    if isinstance(thing, File):
        return True
    wish = db.session.get(Follow, (member.id, thing.thread_id))
    read = db.session.get(ReadMark, (member.id, thing.thread_id))
    return not (wish is not None and wish.wish == "mute") and (read is None or read.number < thing.number)
