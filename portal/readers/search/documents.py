"""Rows of the database as documents of the index. Asks for no rights: every document carries its audience instead."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.features.discussions.models import Attachment, Post, Thread, ThreadKind
from portal.features.library.models import File, FileVersion, PageText
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import Audience, AudienceKind
from portal.kernel.db import db
from portal.kernel.text import plain
from portal.readers.search.contents import Document, Facts, Flag, Noun, group

TYPES = (
    ("application/pdf", Flag.PDF),
    ("image/", Flag.IMAGE),
    ("text/csv", Flag.SHEET),
    ("application/vnd.ms-excel", Flag.SHEET),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", Flag.SHEET),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", Flag.WORD),
    ("application/msword", Flag.WORD),
    ("application/vnd.openxmlformats-officedocument.presentationml", Flag.SLIDES),
    ("message/rfc822", Flag.MAIL),
)
Place = tuple[int, int]  # a table by its place in `everything`, and the last id of it
KINDS = {ThreadKind.QUESTION: Flag.QUESTION, ThreadKind.ANNOUNCEMENT: Flag.ANNOUNCEMENT}


def threads(ids: Sequence[int]) -> Iterator[Document]:
    """Threads by their title."""
    query = select(Thread, Workspace.language).join(Workspace, Workspace.id == Thread.workspace_id)
    for row, language in db.session.execute(query.where(Thread.id.in_(ids))):
        facts = Facts(
            noun=Noun.THREAD,
            id=row.id,
            group=group(Noun.THREAD, row.id),
            workspace=row.workspace_id,
            author=row.started_by_id,
            audience=row.audience_id,
            at=int(row.created_at.timestamp()),
            flags=_kind(row.kind),
            page=0,
        )
        yield Document(facts, title=row.title, language=language)


def posts(ids: Sequence[int]) -> Iterator[Document]:
    """Posts by their words and the title of their thread; deleted ones have none."""
    query = select(Post, Workspace.language).join(Workspace, Workspace.id == Post.workspace_id)
    query = query.where(Post.id.in_(ids), Post.deleted_at.is_(None)).options(joinedload(Post.thread))
    with_files = set(db.session.scalars(select(Attachment.post_id).where(Attachment.post_id.in_(ids))))
    for row, language in db.session.execute(query):
        facts = Facts(
            noun=Noun.POST,
            id=row.id,
            group=group(Noun.THREAD, row.thread_id),
            workspace=row.workspace_id,
            author=row.author_id,
            audience=row.audience_id,
            at=int(row.created_at.timestamp()),
            flags=_kind(row.thread.kind) | (Flag.HAS_FILE if row.id in with_files else 0),
            page=0,
        )
        yield Document(facts, about=row.thread.title, body=plain(row.html), language=language)


def files(ids: Sequence[int]) -> Iterator[Document]:
    """Living files by their name."""
    query = _newest().where(File.id.in_(ids))
    for file, version, language in db.session.execute(query.where(File.purged_at.is_(None), File.refused.is_(False))):
        yield Document(_file_facts(file, version, Noun.FILE), title=file.name, language=language)


def pages(file_id: int, *, after: int = 0) -> Generator[Document, None, None]:
    """The pages of the newest version of a living file that is given out, behind that number, in order."""
    query = _newest().where(File.id == file_id)
    for file, version, language in db.session.execute(
        query.where(File.purged_at.is_(None), File.withdrawn_at.is_(None))
    ):
        texts = select(PageText.page, PageText.text).where(PageText.version_id == version.id, PageText.page > after)
        for page, text in db.session.execute(texts.order_by(PageText.page).execution_options(yield_per=20)):
            yield Document(_file_facts(file, version, Noun.PAGE, page), body=text, language=language)


def people(ids: Sequence[int]) -> Iterator[Document]:
    """Active members by name, title and company, for whoever is in their workspace."""
    query = select(Member, Audience.id, Workspace.language).join(Workspace, Workspace.id == Member.workspace_id)
    query = query.join(Audience, Audience.workspace_id == Member.workspace_id)
    query = query.where(Member.id.in_(ids), Member.state == MemberState.ACTIVE)
    for member, audience_id, language in db.session.execute(query.where(Audience.kind == AudienceKind.EVERYONE)):
        facts = Facts(
            noun=Noun.PERSON,
            id=member.id,
            group=group(Noun.PERSON, member.id),
            workspace=member.workspace_id,
            author=0,
            audience=audience_id,
            at=int(member.joined_at.timestamp()),
            flags=0,
            page=0,
        )
        body = f"{member.person.title} {member.company.name}"
        yield Document(facts, title=member.person.name, body=body, language=language)


def everything(after: Place = (0, 0), chunk: int = 500) -> Iterator[tuple[list[Document], Place]]:
    """All documents there are behind a place, each portion with the place it reaches: by table and ascending id."""
    tables = ((Member.id, people), (Thread.id, threads), (Post.id, posts), (File.id, files), (File.id, _all_pages))
    for table, (row_id, make) in enumerate(tables, start=1):
        if table < after[0]:
            continue
        rows = select(row_id).where(row_id > (after[1] if table == after[0] else 0)).order_by(row_id)
        for ids in _ids(rows, 1 if make is _all_pages else chunk):
            yield list(make(ids)), (table, ids[-1])
            db.session.rollback()  # neither rows nor a snapshot are held for the whole of it


def _newest() -> Select[File, FileVersion, str]:
    """Files with their newest version, and the language of their workspace."""
    query = select(File, FileVersion, Workspace.language).join(FileVersion, FileVersion.file_id == File.id)
    query = query.join(Workspace, Workspace.id == File.workspace_id)
    return query.where(FileVersion.number == File.latest_number, File.deleted_at.is_(None))


def _all_pages(file_ids: Sequence[int]) -> Iterator[Document]:
    return chain.from_iterable(map(pages, file_ids))


def _ids(query: Select[int], chunk: int) -> Iterable[Sequence[int]]:
    ids = db.session.scalars(query).all()
    return (ids[start : start + chunk] for start in range(0, len(ids), chunk))


def _file_facts(file: File, version: FileVersion, noun: Noun, page: int = 0) -> Facts:
    kind = next((flag for beginning, flag in TYPES if version.media_type.startswith(beginning)), 0)
    return Facts(
        noun=noun,
        id=file.id,
        group=group(Noun.FILE, file.id),
        workspace=file.workspace_id,
        author=version.uploaded_by_id,
        audience=file.audience_id,
        at=int(version.uploaded_at.timestamp()),
        flags=kind | Flag.HAS_FILE,
        page=page,
    )


def _kind(kind: str) -> int:
    return KINDS.get(ThreadKind(kind), 0)
