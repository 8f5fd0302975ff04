"""Comments on a file are a thread about it, in the file's audience; the first comment begins it."""

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.services import Spot, Words, post, start_thread
from portal.features.library.models import File
from portal.features.library.previews.pages import count_of
from portal.features.library.queries import version_or_404
from portal.features.workspaces.models import Member
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.web import Refused


def comments_on(file: File, actor: Actor) -> Thread | None:
    """The thread about a file one was allowed to load, once somebody has commented."""
    return db.session.scalars(Thread.visible_to(actor).where(Thread.about_file_id == file.id)).first()


def comment(*, by: Member, file: File, spot: Spot, words: Words, key: str | None = None) -> Post:
    """Say something about a place in a file. Refused where it has no such page; NotFound where no such version."""
    _check(file, spot)
    # Of two first comments at once the second waits here, and finds the thread of the first.
    db.session.execute(select(File.id).where(File.id == file.id).with_for_update())
    thread = comments_on(file, by.person.actor())
    if thread is not None:
        return post(by=by, thread=thread, words=words, key=key, spot=spot)
    begun = start_thread(
        by=by,
        audience=file.audience,
        kind=ThreadKind.DISCUSSION,
        title=file.name,
        words=words,
        key=key,
        about=file,
        spot=spot,
    )
    return db.session.scalars(select(Post).where(Post.thread_id == begun.id, Post.number == 1)).one()


def _check(file: File, spot: Spot) -> None:
    version = version_or_404(file, spot.version)
    if spot.page is not None and not 0 < spot.page <= (count_of(version) or 1):
        raise Refused(_("This version has no page %(number)s.", number=spot.page), field="body")
