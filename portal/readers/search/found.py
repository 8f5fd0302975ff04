"""From proposals of the index to hits: every row is looked up through `visible_to` before a word of it is shown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from portal.features.discussions.models import Post, Thread
from portal.features.library.models import File, FileVersion, PageText
from portal.features.library.policy import closed_by, gives_original
from portal.features.library.queries import latest_versions
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.features.workspaces.queries import member_of
from portal.features.workspaces.shown import PersonView, shown_as
from portal.kernel.db import db
from portal.kernel.text.excerpts import BLOCKS
from portal.readers.search.contents import Noun
from portal.readers.search.contract import PAGES, Proposal
from portal.readers.search.hits import Hit, HitKind, PageHit
from portal.readers.search.scope import Scope
from portal.readers.search.snippets import Marker

TAGS = re.compile(r"<[^>]*>")
MARKED = re.compile(r"<mark>(.*?)</mark>")


@dataclass(slots=True)
class Rows:
    """The rows behind some proposals that the searcher may see, by id."""

    threads: dict[int, Thread] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    openings: dict[int, Post] = field(default_factory=dict)  # by thread
    files: dict[int, File] = field(default_factory=dict)
    versions: dict[int, FileVersion] = field(default_factory=dict)  # the newest, by file
    given: set[int] = field(default_factory=set)  # files whose words are told
    pages: dict[tuple[int, int], str] = field(default_factory=dict)  # words by file and number
    people: dict[int, Member] = field(default_factory=dict)


def hits_of(proposals: Sequence[Proposal], scope: Scope, marker: Marker) -> list[Hit]:
    """The proposals as hits, in the same order; what is not (or no longer) the searcher's to see is left out."""
    return [hit for _proposal, hit in seen_of(proposals, scope, marker)]


def seen_of(proposals: Sequence[Proposal], scope: Scope, marker: Marker) -> list[tuple[Proposal, Hit]]:
    """The same, each hit beside its proposal."""
    rows = _rows(proposals, scope)
    scope.places({each.best.workspace for each in proposals})
    scope.readers({facts.audience for each in proposals for facts in each.facts})
    found = ((each, _MAKE[Noun(each.best.noun)](each, rows, scope, marker)) for each in proposals)
    return [(proposal, hit) for proposal, hit in found if hit is not None]


def _rows(proposals: Sequence[Proposal], scope: Scope) -> Rows:
    rows, facts = Rows(), [each for proposal in proposals for each in proposal.facts]
    threads = {each.id for each in facts if each.noun == Noun.THREAD}
    posts = {proposal.of(Noun.POST)[0].id for proposal in proposals if proposal.of(Noun.POST)}
    files = {each.id for each in facts if each.noun in (Noun.FILE, Noun.PAGE)}
    people = {each.id for each in facts if each.noun == Noun.PERSON}
    if posts or threads:
        _threads(rows, threads, posts, scope)
    if files:
        _files(rows, files, {(each.id, each.page) for each in facts if each.noun == Noun.PAGE}, scope)
    if people:
        mine = Workspace.visible_to(scope.actor).with_only_columns(Workspace.id)
        query = select(Member).where(Member.id.in_(people), Member.workspace_id.in_(mine))
        rows.people = _by_id(db.session.scalars(query.where(Member.state == MemberState.ACTIVE)))
    return rows


def _threads(rows: Rows, threads: set[int], posts: set[int], scope: Scope) -> None:
    living = Post.visible_to(scope.actor).where(Post.deleted_at.is_(None)).options(joinedload(Post.author))
    # Two questions, for with an "or" between them the database reads every post there is.
    asked = [(posts, Post.id.in_(posts)), (threads, and_(Post.thread_id.in_(threads), Post.number == 1))]
    for query in (living.where(some) for ids, some in asked if ids):
        for post in db.session.scalars(query):
            rows.posts[post.id] = post
            if post.number == 1:
                rows.openings[post.thread_id] = post
    around = threads | {post.thread_id for post in rows.posts.values()}
    shown = Thread.visible_to(scope.actor).where(Thread.id.in_(around), Thread.post_count > 0)
    shown = shown.options(joinedload(Thread.started_by)) if threads else shown
    rows.threads = _by_id(db.session.scalars(shown))


def _files(rows: Rows, files: set[int], pages: set[tuple[int, int]], scope: Scope) -> None:
    query = File.visible_to(scope.actor).where(File.id.in_(files), File.deleted_at.is_(None))
    query = query.where(File.purged_at.is_(None)).options(joinedload(File.folder))
    rows.files = _by_id(db.session.scalars(query))
    rows.versions = latest_versions(rows.files.values())
    rows.given = {file_id for file_id, version in rows.versions.items() if _words_given(version, scope)}
    version_of = {rows.versions[file_id].id: file_id for file_id in rows.given}
    numbers = {number for file_id, number in pages if file_id in rows.files}
    if numbers:
        texts = select(PageText).where(PageText.version_id.in_(version_of), PageText.page.in_(numbers))
        for text in db.session.scalars(texts):
            if (version_of[text.version_id], text.page) in pages:
                rows.pages[version_of[text.version_id], text.page] = text.text


def _words_given(version: FileVersion, scope: Scope) -> bool:
    """Whether the searcher is told words of it: not of what was withdrawn, nor, to guests, of what lies view-only."""
    file = version.file
    if closed_by(file.folder) is None:
        return file.withdrawn_at is None
    member = member_of(file.workspace, scope.actor)
    return member is not None and gives_original(version, member, scope.actor)


def _thread_hit(proposal: Proposal, rows: Rows, scope: Scope, marker: Marker) -> Hit | None:
    """A thread by its title, with words of its best post or of its first."""
    thread = rows.threads.get(proposal.best.id)
    if thread is None:
        return None
    fitting = [rows.posts[each.id] for each in proposal.of(Noun.POST) if each.id in rows.posts]
    post = fitting[0] if fitting else rows.openings.get(thread.id)
    url = _url("discussions.show", proposal, scope, thread_id=thread.public_id)
    words = _words(post) if post else ""
    more = _read(f"{thread.title}\n{words}", marker)
    return _discussion(
        proposal, thread, scope, marker, kind=HitKind.THREAD, snippet=marker.snippet(words), url=url, **more
    )


def _post_hit(proposal: Proposal, rows: Rows, scope: Scope, marker: Marker) -> Hit | None:
    """A post, by the title of its thread."""
    post = rows.posts.get(proposal.best.id)
    thread = rows.threads.get(post.thread_id) if post else None
    if post is None or thread is None:
        return None
    url = _url("posts.show", proposal, scope, post_id=post.public_id)
    words = _words(post)
    more = _read(f"{thread.title}\n{words}", marker)
    text = marker.snippet(words)
    return _discussion(proposal, thread, scope, marker, kind=HitKind.POST, snippet=text, url=url, post=post, **more)


def _discussion(
    proposal: Proposal, thread: Thread, scope: Scope, marker: Marker, *, post: Post | None = None, **said: Any
) -> Hit | None:
    return _hit(
        proposal,
        scope,
        thread.audience_id,
        id=(post or thread).public_id,
        title=thread.title,
        marked=marker.mark(thread.title),
        author=shown_as(post.author if post else thread.started_by),
        more=max(proposal.count - 1, 0),
        what=thread.kind,
        number=thread.post_count - 1,
        accepted=thread.accepted_id is not None and (post is None or thread.accepted_id == post.id),
        closed=thread.closed_at is not None,
        **said,
    )


def _file_hit(proposal: Proposal, rows: Rows, scope: Scope, marker: Marker) -> Hit | None:
    """A file, by its name or its best pages."""
    file = rows.files.get(proposal.best.id)
    version = rows.versions.get(proposal.best.id)
    if file is None or version is None or (file.id not in rows.given and not proposal.of(Noun.FILE)):
        return None
    url = _url("library.file", proposal, scope, file_id=file.public_id)
    texts = [rows.pages[key] for each in proposal.of(Noun.PAGE) if (key := (file.id, each.page)) in rows.pages]
    pages = [
        _page_hit(url, each.page, marker.snippet(rows.pages[file.id, each.page]))
        for each in proposal.of(Noun.PAGE)
        if (file.id, each.page) in rows.pages
    ][:PAGES]
    return _hit(
        proposal,
        scope,
        file.audience_id,
        kind=HitKind.FILE,
        id=file.public_id,
        title=file.name,
        marked=marker.mark(file.name),
        author=shown_as(version.uploaded_by),
        url=pages[0].url if pages else url,
        snippet=pages[0].snippet if pages else escape(""),
        name=file.name,
        page=pages[0].page if pages else None,
        pages=pages,
        more=max(proposal.count - max(len(pages), 1), 0) if file.id in rows.given else 0,
        what=version.media_type,
        number=version.pages or 0,
        **_read("\n".join([file.name, *texts[:1]]), marker),
    )


def _page_hit(url: str, page: int, snippet: Markup) -> PageHit:
    """It leads to the words of the page, where what the snippet marks is marked too."""
    found = dict.fromkeys(unescape(word) for word in MARKED.findall(snippet))
    return PageHit(page, f"{url}?{urlencode({'page': page, 'find': list(found)}, doseq=True)}#page-words", snippet)


def _person_hit(proposal: Proposal, rows: Rows, scope: Scope, marker: Marker) -> Hit | None:
    """A member of a workspace of the searcher's."""
    member = rows.people.get(proposal.best.id)
    if member is None:
        return None
    shown: PersonView = shown_as(member)
    return _hit(
        proposal,
        scope,
        proposal.best.audience,
        kind=HitKind.PERSON,
        id=member.public_id,
        title=shown.name,
        marked=marker.mark(shown.name),
        author=shown,
        url=_url("people.show", proposal, scope, _anchor=f"member-{member.public_id}"),
        snippet=marker.mark(", ".join(filter(None, (shown.role, shown.company)))),
        what=member.role,
    )


def _hit(proposal: Proposal, scope: Scope, audience_id: int, **said: Any) -> Hit | None:
    """None where the row is of a workspace or an audience that is not (or no longer) the searcher's."""
    best = proposal.best
    place = scope.places([best.workspace]).get(best.workspace)
    readers = scope.readers([audience_id]).get(audience_id)
    if place is None or readers is None:
        return None
    return Hit(
        workspace=place,
        audience=readers,
        date=datetime.fromtimestamp(best.at, UTC),
        score=round(proposal.score, 3),
        fields=proposal.fields,
        **said,
    )


def _url(endpoint: str, proposal: Proposal, scope: Scope, **place: str) -> str:
    """Its address; nothing in a workspace that is not (or no longer) the searcher's."""
    workspace = scope.places([proposal.best.workspace]).get(proposal.best.workspace)
    return url_for(endpoint, workspace_id=workspace.id, **place) if workspace else ""  # type: ignore[arg-type]  # parts


def _read(text: str, marker: Marker) -> dict[str, Any]:
    """What the words of a hit tell beyond its place."""
    return {"synonyms": tuple(marker.synonyms(text)), "exact": marker.says(text)}


def _words(post: Post) -> str:
    """What a post says. Its HTML is our own and clean; `plain` would clean it again, at ten times the price."""
    return unescape(TAGS.sub("", BLOCKS.sub(" ", post.html)))


def _by_id(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.id: row for row in rows}


_MAKE = {
    Noun.THREAD: _thread_hit,
    Noun.POST: _post_hit,
    Noun.FILE: _file_hit,
    Noun.PAGE: _file_hit,
    Noun.PERSON: _person_hit,
}
