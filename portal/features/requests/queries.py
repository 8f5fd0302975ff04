"""Requests as one actor sees them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.library.models import File
from portal.features.requests.kinds import RECEIVED
from portal.features.requests.models import (
    FileRequest,
    Given,
    RequestAsked,
    RequestItem,
    RequestLink,
    RequestState,
    Wanted,
    WantedState,
)
from portal.features.requests.policy import WAITING
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.kernel.access import Actor, NotFound, readable
from portal.kernel.db import db
from portal.kernel.ledger import Entry

FILE = joinedload(Given.file).selectinload(File.versions)
WHOLE = (selectinload(FileRequest.items), selectinload(FileRequest.asked).joinedload(RequestAsked.member))


def requests_of(workspace: Workspace, actor: Actor, *, ended: bool = False) -> Select[FileRequest]:
    """The open requests of a workspace, soonest due first; or those that ended, last ended first."""
    query = FileRequest.visible_to(actor).where(FileRequest.workspace_id == workspace.id).options(*WHOLE)
    if ended:
        return query.where(FileRequest.state != RequestState.OPEN).order_by(FileRequest.ended_at.desc())
    return query.where(FileRequest.state == RequestState.OPEN).order_by(*SOONEST)


def request_or_404(workspace: Workspace, actor: Actor, public_id: str) -> FileRequest:
    """A request the actor sees."""
    query = FileRequest.visible_to(actor).where(FileRequest.workspace_id == workspace.id)
    found = db.session.scalars(query.where(FileRequest.public_id == public_id).options(*WHOLE)).unique().first()
    if found is None:
        raise NotFound
    return found


def wanted_or_404(request: FileRequest, actor: Actor, public_id: str, *, hold: bool = False) -> Wanted:
    """One place of a request, if the actor sees it; `hold` keeps the row until the transaction ends."""
    query = _wanted([request], actor).where(Wanted.public_id == public_id)
    held = query.with_for_update(of=Wanted).execution_options(populate_existing=True)
    found = db.session.scalars(held if hold else query).first()
    if found is None:
        raise NotFound
    return found


def link_or_404(request: FileRequest, actor: Actor, public_id: str) -> RequestLink:
    """A link of a request, if the actor sees it."""
    query = links_of(request, actor).where(RequestLink.public_id == public_id)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def links_of(request: FileRequest, actor: Actor) -> Select[RequestLink]:
    """The links of a request, for those who read what comes by them."""
    query = RequestLink.visible_to(actor).where(RequestLink.request_id == request.id)
    return query.order_by(RequestLink.id)


def wanted_by_request(requests: Iterable[FileRequest], actor: Actor) -> dict[int, list[Wanted]]:
    """Where each of these requests stands, as far as the actor sees it, by the id of the request."""
    found: dict[int, list[Wanted]] = {}
    query = _wanted(list(requests), actor).options(joinedload(Wanted.member), joinedload(Wanted.link))
    for each in db.session.scalars(query.order_by(Wanted.id)).unique():
        found.setdefault(each.item.request_id, []).append(each)
    return found


def given_for(request: FileRequest, actor: Actor) -> dict[tuple[int, int | None], list[Given]]:
    """What came and the actor may open, by item and link. A refused file is its giver's alone to know of."""
    query = Given.visible_to(actor).join(RequestItem, RequestItem.id == Given.item_id)
    query = query.join(File, File.id == Given.file_id).where(RequestItem.request_id == request.id, File.passed(actor))
    query = query.options(joinedload(Given.member), FILE)
    found: dict[tuple[int, int | None], list[Given]] = {}
    for each in db.session.scalars(query.order_by(Given.id)).unique():
        found.setdefault((each.item_id, each.link_id), []).append(each)
    return found


def given_by(link: RequestLink) -> Sequence[Given]:
    """What came by a link, first things first. For its holder and for those who read the files."""
    query = select(Given).where(Given.link_id == link.id).options(FILE)
    return db.session.scalars(query.order_by(Given.id)).unique().all()


def used_of(link: RequestLink) -> tuple[int, int]:
    """How many files came by a link, and how many bytes."""
    query = select(func.count(Given.id), func.coalesce(func.sum(Given.size), 0)).where(Given.link_id == link.id)
    files, size = db.session.execute(query).one()
    return int(files), int(size)


def receipts(request: FileRequest, actor: Actor) -> Sequence[Entry]:
    """What the actor has given: it stands in an audience of their own, whoever may open the files."""
    query = select(Entry).where(Entry.audience_id.in_(readable(actor)), Entry.kind == RECEIVED.name)
    query = query.where(Entry.subject == subject_of(request)).options(joinedload(Entry.beside))
    return db.session.scalars(query.order_by(Entry.id)).unique().all()


def asked_of(actor: Actor) -> Select[FileRequest]:
    """Open requests in which something is still wanted of the actor, soonest due first."""
    mine = select(Member.id).where(Member.person_id == actor.person_id, Member.state == MemberState.ACTIVE)
    asked = select(RequestAsked.request_id).where(RequestAsked.member_id.in_(mine))
    waits = Wanted.link_id.is_(None), Wanted.state.in_(WAITING)
    theirs = or_(Wanted.member_id.is_(None), Wanted.member_id.in_(mine))
    return _living(actor).where(FileRequest.id.in_(asked), _has(*waits, theirs)).order_by(*SOONEST)


def to_decide(actor: Actor) -> Select[FileRequest]:
    """Open requests the actor made in which something came that nobody has decided about."""
    mine = select(Member.id).where(Member.person_id == actor.person_id, Member.state == MemberState.ACTIVE)
    came = Wanted.state == WantedState.FILLED, Wanted.audience_id.in_(readable(actor))
    reads = FileRequest.into_id.in_(readable(actor))
    return _living(actor).where(FileRequest.made_by_id.in_(mine), reads, _has(*came)).order_by(*SOONEST)


def subject_of(request: FileRequest) -> str:
    """How entries name a request."""
    return f"file_request:{request.public_id}"


def _living(actor: Actor) -> Select[FileRequest]:
    query = FileRequest.visible_to(actor).join(Workspace, Workspace.id == FileRequest.workspace_id)
    open_ = FileRequest.state == RequestState.OPEN, Workspace.archived_at.is_(None)
    return query.where(*open_).options(*WHOLE, joinedload(FileRequest.workspace))


def _has(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """A request with such a place."""
    here = RequestItem.request_id == FileRequest.id, Wanted.item_id == RequestItem.id
    return exists().where(*here, *which)


def _wanted(requests: list[FileRequest], actor: Actor) -> Select[Wanted]:
    query = Wanted.visible_to(actor).join(RequestItem, RequestItem.id == Wanted.item_id)
    return query.where(RequestItem.request_id.in_([request.id for request in requests]))


SOONEST = (FileRequest.due_on == "", FileRequest.due_on, FileRequest.id)
