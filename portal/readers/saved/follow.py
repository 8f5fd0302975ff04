"""Following the ledger: what was just written is held against each kept search of those who read it, once.

The index answers, so an entry waits until the index has it. A kept search costs at most one question each time, and
only when something new was written where its owner reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from portal.features.discussions.kinds import POSTED
from portal.features.discussions.models import Post
from portal.features.library import kinds
from portal.features.library.models import File, FileVersion
from portal.kernel.access import Audience, AudienceReader
from portal.kernel.db import db, now, write
from portal.kernel.jobs import timer
from portal.kernel.ledger import Entry, due_audiences, entries_after, mark_all_due, settle
from portal.kernel.ledger.due import cursor_of
from portal.kernel.web.language import speaking_to
from portal.readers.saved.finding import Found, leave, wake
from portal.readers.saved.models import Find, FindState, SavedSearch
from portal.readers.saved.questions import asked_of
from portal.readers.search.contents import Noun
from portal.readers.search.contract import Missing, Proposal, State
from portal.readers.search.engine import search_index
from portal.readers.search.fresh import Written, fresh
from portal.readers.search.hits import HitKind
from portal.readers.search.scope import scope_of

READER = "saved"
EVERY = timedelta(seconds=20)
KEPT = timedelta(days=90)  # what was found stays that long
NEWS = timedelta(days=3)  # what is older when the reader comes to it is history: a long outage, a restored backup
AT_ONCE = 1000  # entries of one audience
FILES = {
    each.name
    for each in (
        kinds.FILE_UPLOADED,
        kinds.FILE_VERSION_ADDED,
        kinds.FILE_COPIED,
        kinds.FILE_CHECKED,
        kinds.FILE_READ,
    )
}


@dataclass(slots=True)
class News:
    """What was written, as the index is asked about it, and the rows by id: posts, and newest versions by file."""

    written: Written = field(default_factory=Written)
    posts: dict[int, Post] = field(default_factory=dict)
    versions: dict[int, FileVersion] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return bool(self.posts or self.versions)


@timer("saved.follow", EVERY, apart=True)
def follow() -> None:
    """Look through what is new in all audiences, as far as the index has it."""
    due = due_audiences(db.session(), READER)
    if not due:
        return
    try:
        with search_index().reading() as state:
            if state.rest() is None:  # pages of a large file are still on their way
                _read_on(state, due)
    except Missing:
        return


@timer("saved.sweep", timedelta(hours=1))
def sweep() -> None:
    """Look at every audience again, wake mail nobody came for, and forget what is old."""
    with write() as session:
        mark_all_due(session, READER)
        late = select(SavedSearch.person_id).join(Find, Find.saved_id == SavedSearch.id)
        late = late.where(Find.state == FindState.WAITING, Find.due_at < now() - timedelta(minutes=15))
        for person_id in session.scalars(late.distinct()):
            wake(person_id, now())
        session.execute(delete(Find).where(Find.found_at < now() - KEPT))


def _read_on(state: State, due: Sequence[int]) -> None:
    """Take what is next of each audience. What was found and how far it came are one transaction."""
    asked = select(AudienceReader.audience_id).join(SavedSearch, SavedSearch.person_id == AudienceReader.person_id)
    heard = set(db.session.scalars(asked.where(AudienceReader.audience_id.in_(due)).distinct()))
    others = select(Audience.id, Audience.head_seq).where(Audience.id.in_(set(due) - heard))
    reached = {row[0]: row[1] for row in db.session.execute(others)}
    entries = [entry for each in heard for entry in _indexed(each, state.cursors())]
    reached |= {entry.audience_id: entry.seq for entry in entries}
    news = _news(entries)
    found = [each for saved in _listening(news) for each in _found(state, saved, news)] if news.any else []
    with write() as session:
        for each in found:
            leave(each)
        settle(session, READER, reached)


def _indexed(audience_id: int, cursors: dict[int, int]) -> list[Entry]:
    """The next entries of an audience, as far as the index has come."""
    seq = cursor_of(db.session(), READER, audience_id)
    found = db.session.scalars(entries_after(audience_id, seq, limit=AT_ONCE)).unique()
    return [entry for entry in found if entry.seq <= cursors.get(audience_id, 0)]


def _news(entries: Iterable[Entry]) -> News:
    """The posts and files these entries brought, as they are now."""
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for entry in entries:
        if entry.recorded_at >= now() - NEWS and (entry.kind == POSTED.name or entry.kind in FILES):
            named[entry.kind == POSTED.name].add(entry.subject.rpartition(":")[2])
    news, since = News(), now() - NEWS
    posts = select(Post).where(Post.public_id.in_(named[True]), Post.deleted_at.is_(None), Post.created_at >= since)
    files = select(FileVersion).join(File, File.id == FileVersion.file_id).options(joinedload(FileVersion.file))
    files = files.where(File.public_id.in_(named[False]), FileVersion.number == File.latest_number)
    news.posts = {each.id: each for each in db.session.scalars(posts)}
    news.versions = {each.file_id: each for each in db.session.scalars(files.where(FileVersion.uploaded_at >= since))}
    news.written.audiences = {each.audience_id for each in news.posts.values()}
    news.written.audiences |= {each.file.audience_id for each in news.versions.values()}
    news.written.posts, news.written.files = set(news.posts), set(news.versions)
    news.written.threads = {each.thread_id for each in news.posts.values() if each.number == 1}
    return news


def _listening(news: News) -> Sequence[SavedSearch]:
    """The kept searches of those who read any of it."""
    reading = select(AudienceReader.person_id).where(AudienceReader.audience_id.in_(news.written.audiences))
    query = select(SavedSearch).where(SavedSearch.person_id.in_(reading)).options(joinedload(SavedSearch.person))
    return db.session.scalars(query.order_by(SavedSearch.person_id, SavedSearch.id)).all()


def _found(state: State, saved: SavedSearch, news: News) -> Iterable[Found]:
    """What is new in one of them: not what was written before it was kept."""
    if not saved.person.is_active:
        return
    with speaking_to(saved.person):  # days in it are those where they live
        seen = fresh(state, scope_of(saved.person.actor()), asked_of(saved.question), news.written)
    for proposal, hit in seen:
        found = _at(proposal, news, file=hit.kind == HitKind.FILE)
        if found is not None and found[0] >= saved.created_at:
            yield Found(saved, found[1])


def _at(proposal: Proposal, news: News, *, file: bool) -> Any:
    """When it was written, and the values of a `Find` of it; of several posts in one thread the last."""
    if file:
        version = news.versions.get(proposal.best.id)
        where = {"file_id": proposal.best.id, "audience_id": proposal.best.audience}
        return (version.uploaded_at, where | {"number": version.number}) if version else None
    ids = [each.id for each in proposal.of(Noun.POST)]
    titled = {each.id for each in proposal.of(Noun.THREAD)}
    posts = [each for each in news.posts.values() if each.id in ids or (each.thread_id in titled and each.number == 1)]
    last = max(posts, key=lambda each: each.number, default=None)
    if last is None:
        return None
    where = {"thread_id": last.thread_id, "post_id": last.id, "audience_id": last.audience_id}
    return last.created_at, where | {"number": last.number}
