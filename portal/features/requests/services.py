"""Deciding about what came, reminding, and taking a request back."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.requests import links
from portal.features.requests.kinds import ACCEPTED, DROPPED, REMINDED, SENT_BACK, WITHDRAWN
from portal.features.requests.models import (
    FileRequest,
    RequestItem,
    RequestLink,
    RequestState,
    Wanted,
    WantedState,
)
from portal.features.requests.policy import TAKING, deciding
from portal.features.requests.queries import subject_of
from portal.features.workspaces.models import Member
from portal.kernel.access import Actor
from portal.kernel.db import db, now
from portal.kernel.ledger import SYSTEM, Kind, record
from portal.kernel.mail import withdraw_mail
from portal.kernel.text import clean_text
from portal.kernel.web import Refused

LONGEST_REASON = 1000
PAUSE = timedelta(hours=1)  # between two reminders


def accept(*, by: Actor, request: FileRequest, wanted: Wanted) -> None:
    """What came is what was wanted."""
    member = _deciding(request, wanted, by)
    _move(wanted, WantedState.ACCEPTED)
    _tell(ACCEPTED, wanted, request, member)
    settle(request)


def send_back(*, by: Actor, request: FileRequest, wanted: Wanted, reason: str) -> None:
    """What came is not what was wanted, and why; it is wanted again, and whoever gave it is told."""
    member, words = _deciding(request, wanted, by), clean_text(reason).strip()
    if not words:
        raise Refused(_("Say what is missing, so that they can send the right one."), field="reason")
    if len(words) > LONGEST_REASON:
        raise Refused(_("Say it in at most %(n)s characters.", n=LONGEST_REASON), field="reason")
    _move(wanted, WantedState.SENT_BACK, words)
    _tell(SENT_BACK, wanted, request, member, reason=words)
    if wanted.link is not None and links.gone(wanted.link) is None:
        links.send(wanted.link, what="sent_back", reason=words)


def drop(*, by: Actor, request: FileRequest, wanted: Wanted) -> None:
    """This one is not needed any more."""
    member = deciding(request, by)
    if wanted.state not in TAKING:
        raise Refused(_("It is decided already."))
    _move(wanted, WantedState.WITHDRAWN)
    _tell(DROPPED, wanted, request, member)
    settle(request)


def withdraw(*, by: Actor, request: FileRequest) -> None:
    """Nothing of it is needed any more: links end, unsent mail does not leave. What came stays."""
    member = deciding(request, by)
    _refuse_ended(request)
    for wanted in _all_wanted(request):
        if wanted.state in TAKING:
            _move(wanted, WantedState.WITHDRAWN)
    _end(request, RequestState.WITHDRAWN)
    record(WITHDRAWN, audience=request.audience, actor=member.public_id, subject=subject_of(request))


def remind(*, by: Actor, request: FileRequest) -> None:
    """Ask those again of whom something is still wanted."""
    member = deciding(request, by)
    _refuse_ended(request)
    if request.reminded_at is not None and now() - request.reminded_at < PAUSE:
        raise Refused(_("They were reminded within the last hour."))
    remind_all(request, actor=member.public_id)


def remind_all(request: FileRequest, *, actor: str = SYSTEM) -> None:
    """The same without asking for rights. Members are told by the reader of this entry, as they wish to be."""
    request.reminded_at = now()
    record(REMINDED, audience=request.audience, actor=actor, subject=subject_of(request))
    for link in db.session.scalars(select(RequestLink).where(RequestLink.request_id == request.id)):
        if links.gone(link) is None and not link.quiet and links.waits(link):
            links.send(link, what="reminded")


def revoke_link(*, by: Actor, link: RequestLink) -> None:
    """End a link; a request nobody is asked for any more is withdrawn."""
    links.revoke(by=by, link=link)
    settle(link.request)


def settle(request: FileRequest) -> None:
    """End a request of which nothing is open any more. Two who decide its last places at once wait for each other."""
    db.session.flush()
    db.session.execute(select(FileRequest.id).where(FileRequest.id == request.id).with_for_update())
    states = {wanted.state for wanted in _all_wanted(request)}
    if request.is_open and not states & set(TAKING):
        _end(request, RequestState.DONE if WantedState.ACCEPTED in states else RequestState.WITHDRAWN)


def _deciding(request: FileRequest, wanted: Wanted, by: Actor) -> Member:
    member = deciding(request, by)
    if wanted.state != WantedState.FILLED:
        raise Refused(_("Somebody has decided already, or nothing has come yet."))
    return member


def _refuse_ended(request: FileRequest) -> None:
    if not request.is_open:
        raise Refused(_("This request has ended already."))


def _move(wanted: Wanted, state: WantedState, reason: str = "") -> None:
    wanted.state, wanted.reason, wanted.changed_at = state, reason, now()


def _end(request: FileRequest, state: RequestState) -> None:
    request.state, request.ended_at = state, now()
    withdraw_mail(subject_of(request))
    db.session.flush()


def _all_wanted(request: FileRequest) -> list[Wanted]:
    query = select(Wanted).join(RequestItem, RequestItem.id == Wanted.item_id)
    query = query.where(RequestItem.request_id == request.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def _tell(kind: Kind, wanted: Wanted, request: FileRequest, member: Member, **beside: str) -> None:
    record(
        kind,
        audience=wanted.audience,
        actor=member.public_id,
        subject=subject_of(request),
        payload={"item": wanted.item.public_id},
        beside=beside,
    )
