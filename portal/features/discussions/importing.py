"""Threads and posts that were written elsewhere: dated as they were, told to search alone, news to nobody.

Not for views: nobody's rights are asked; the words come rendered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import insert, select, update

from portal.features.discussions.kinds import POST_IMPORTED, THREAD_IMPORTED
from portal.features.discussions.models import Attachment, Post, ReadMark, Thread
from portal.features.library.models import File
from portal.features.library.queries import latest_versions
from portal.features.workspaces.models import Member, MemberState
from portal.kernel.access import Audience, AudienceReader
from portal.kernel.db import db
from portal.kernel.ledger import record
from portal.kernel.text import RENDERER


@dataclass(frozen=True, slots=True)
class Said:
    """One post to import. `key` names its message, unlike any other in the workspace."""

    key: str
    author_id: int
    author_key: str  # public id
    body: str
    html: Markup
    at: datetime
    files: Sequence[File] = ()


def import_thread(*, by: Member, audience: Audience, title: str, started_by_id: int, at: datetime) -> Thread:
    """An empty thread, as old as its first post."""
    thread = Thread(
        workspace_id=by.workspace_id,
        audience_id=audience.id,
        given_title=title,
        started_by_id=started_by_id,
        created_at=at,
        last_post_at=at,
    )
    db.session.add(thread)
    db.session.flush()
    subject = f"thread:{thread.public_id}"
    beside = {"title": title}
    record(THREAD_IMPORTED, audience=audience, actor=by.public_id, subject=subject, beside=beside, occurred_at=at)
    return thread


def import_posts(*, audience: Audience, thread: Thread, posts: Sequence[Said]) -> None:
    """Add posts at the end of a thread, in this order. Whoever had read all of it has read these too."""
    last = max(each.at for each in posts)
    counted = update(Thread).where(Thread.id == thread.id)
    newest = db.session.scalars(
        counted.values(post_count=Thread.post_count + len(posts))
        .returning(Thread.post_count)
        .execution_options(synchronize_session=False)
    ).one()
    db.session.execute(
        counted.where(Thread.last_post_at < last).values(last_post_at=last).execution_options(synchronize_session=False)
    )
    made = [_post(said, audience, thread, number) for number, said in enumerate(posts, start=newest - len(posts) + 1)]
    db.session.add_all(made)
    db.session.flush()
    for post, said in zip(made, posts, strict=True):
        _attach(post, said.files)
        record(
            POST_IMPORTED,
            audience=audience,
            actor=said.author_key,
            subject=f"post:{post.public_id}",
            payload={"thread": thread.public_id, "number": post.number},
            beside={"body": said.body},
            occurred_at=said.at,
        )
    _read(audience, thread, before=newest - len(posts), number=newest)


def imported(workspace_id: int, keys: Collection[str]) -> dict[str, int]:
    """Which of these keys were imported before, with the thread each is in."""
    query = select(Post.imported_key, Post.thread_id).where(
        Post.workspace_id == workspace_id, Post.imported_key.in_(keys)
    )
    return {key: thread for key, thread in db.session.execute(query) if key}


def _post(said: Said, audience: Audience, thread: Thread, number: int) -> Post:
    return Post(
        workspace_id=thread.workspace_id,
        audience_id=audience.id,
        thread_id=thread.id,
        number=number,
        author_id=said.author_id,
        body=said.body,
        html=str(said.html),
        renderer=RENDERER,
        imported_key=said.key,
        created_at=said.at,
    )


def _attach(post: Post, files: Sequence[File]) -> None:
    for file_id, version in latest_versions(files).items():
        db.session.add(Attachment(post_id=post.id, file_id=file_id, version_id=version.id))


def _read(audience: Audience, thread: Thread, *, before: int, number: int) -> None:
    """What was imported is no news: marks at the old end move along, and a new thread counts as read."""
    moved = update(ReadMark).where(ReadMark.thread_id == thread.id, ReadMark.number >= max(before, 1))
    db.session.execute(moved.values(number=number).execution_options(synchronize_session=False))
    if before:
        return
    readers = (
        select(Member.id)
        .join(AudienceReader, AudienceReader.person_id == Member.person_id)
        .where(
            AudienceReader.audience_id == audience.id,
            Member.workspace_id == thread.workspace_id,
            Member.state == MemberState.ACTIVE,
        )
    )
    rows = [{"member_id": key, "thread_id": thread.id, "number": number} for key in db.session.scalars(readers)]
    if rows:
        db.session.execute(insert(ReadMark), rows)
