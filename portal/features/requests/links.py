"""Links for people who are not members: one address each, for a while, only to give."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from enum import StrEnum

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update

from portal.features.identity.proofs import hashed
from portal.features.identity.queries import email_key, self_audience
from portal.features.requests.kinds import LINK_ENDED, LINK_WISHED, LINKED
from portal.features.requests.letters import link_letter
from portal.features.requests.models import (
    FileRequest,
    LinkState,
    RequestLink,
    RequestState,
    Wanted,
    WantedState,
)
from portal.features.requests.policy import TAKING, WAITING, deciding
from portal.features.requests.queries import subject_of
from portal.features.workspaces.mailed import note_mail
from portal.features.workspaces.models import Member
from portal.features.workspaces.notices import tell_by_mail
from portal.features.workspaces.pasting import Pasted
from portal.features.workspaces.queries import owner_of, reads
from portal.kernel.access import Actor, NotFound, Permission
from portal.kernel.db import db, new_public_id, now
from portal.kernel.ledger import Kind, record
from portal.kernel.mail import OutboundMail, after_refusal, queue_mail, recheck, withdraw_mail
from portal.kernel.text import clean_line


class Gone(StrEnum):
    """Why a link takes nothing. All of it was told to the one who holds it, or is theirs to know."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"
    EXPIRED = "expired"
    SPONSOR = "sponsor"  # whoever sent it no longer answers for it


def make_link(*, request: FileRequest, sponsor: Member, person: Pasted, days: int) -> RequestLink:
    """A link for one address, mailed at once."""
    key = new_public_id()
    link = RequestLink(
        public_id=key,
        audience_id=request.into_id,
        request=request,
        email=person.email,
        email_key=email_key(person.email),
        name=clean_line(person.name, limit=160),
        sponsor=sponsor,
        token_hash=hashed(token_of(key)),
        most_files=current_app.config["REQUEST_LINK_FILES"],
        most_bytes=current_app.config["REQUEST_LINK_BYTES"],
        days=days,
        expires_at=now() + timedelta(days=days),
    )
    db.session.add(link)
    db.session.flush()
    send(link)
    _tell(LINKED, link, sponsor)
    return link


def send(link: RequestLink, *, what: str = "asked", reason: str = "") -> None:
    """Mail the link. `what`: asked, again (with new time), reminded (with the time it has) or sent_back."""
    token = token_of(link.public_id)
    link.token_hash = hashed(token)  # made with the secret of today
    if what == "again":
        link.expires_at, link.wished_at = now() + timedelta(days=link.days), None
    if what != "sent_back":
        link.state = link.state if link.opened_at else LinkState.NOT_SENT
        link.problem = ""
        withdraw_mail(f"request_link:{link.public_id}")
    db.session.flush()
    queue_mail(link_letter(link, token, what=what, reason=reason), also_about=(subject_of(link.request),))


def send_again(*, by: Actor, link: RequestLink) -> None:
    """The same link once more, with its whole time; whoever sends it answers for it from now on."""
    member = deciding(link.request, by)
    if link.state == LinkState.REVOKED or not link.request.is_open:
        raise NotFound
    link.sponsor, link.quiet = member, False
    send(link, what="again")
    _tell(LINKED, link, member)


def revoke(*, by: Actor, link: RequestLink) -> None:
    """The link takes nothing from now on; what came by it stays."""
    member = deciding(link.request, by)
    if link.state == LinkState.REVOKED:
        raise NotFound
    link.state, link.ended_at = LinkState.REVOKED, now()
    left = update(Wanted).where(Wanted.link_id == link.id, Wanted.state.in_(TAKING))
    db.session.execute(left.values(state=WantedState.WITHDRAWN, changed_at=now()))
    withdraw_mail(f"request_link:{link.public_id}")
    _tell(LINK_ENDED, link, member, how=str(LinkState.REVOKED))


def by_token(token: str, *, hold: bool = False) -> RequestLink | None:
    """The link behind a token, whatever became of it; `hold` keeps its row until the transaction ends."""
    query = select(RequestLink).where(RequestLink.token_hash == hashed(token))
    return db.session.scalars(query.with_for_update(of=RequestLink) if hold else query).first()


def gone(link: RequestLink | None) -> Gone | None:
    """Why a link takes nothing, or None when it does."""
    if link is None:
        return Gone.UNKNOWN
    if link.request.state == RequestState.WITHDRAWN:
        return Gone.WITHDRAWN
    if link.state == LinkState.REVOKED:
        return Gone.REVOKED
    if link.request.workspace.archived_at is not None:
        return Gone.ARCHIVED
    if link.expires_at <= now():
        return Gone.EXPIRED
    return None if _answers(link) else Gone.SPONSOR


def mark_opened(link: RequestLink) -> None:
    """Its holder asked for a code, or came in."""
    if link.opened_at is None:
        link.opened_at, link.state = now(), LinkState.OPENED


def wish_again(link: RequestLink) -> None:
    """Its holder asks for a new one, once a day: told to whoever sent it, or to the owner where that one has left."""
    if gone(link) not in (Gone.EXPIRED, Gone.SPONSOR):
        raise NotFound
    if link.wished_at is not None and now() - link.wished_at < timedelta(days=1):
        return
    link.wished_at = now()
    _tell(LINK_WISHED, link, link.sponsor)
    workspace = link.request.workspace
    reader = link.sponsor if _answers(link) else owner_of(workspace)
    words = _("%(who)s wants to send what was asked for, but the link no longer works.", who=link.addressee)
    tell_by_mail(
        reader.person,
        subject=_("%(email)s asks for a new link", email=link.email),
        text=f"{words} {_('Send it again from the page of the request.')}",
        path=f"/w/{workspace.public_id}/file-requests/{link.request.public_id}",
    )


def waits(link: RequestLink) -> bool:
    """Whether something is still wanted by this link."""
    query = select(Wanted.id).where(Wanted.link_id == link.id, Wanted.state.in_(WAITING))
    return db.session.scalar(query.limit(1)) is not None


def token_of(public_id: str) -> str:
    """The secret part of a link's address."""
    secret = current_app.config["SECRET_KEY"].encode()
    return urlsafe_b64encode(hmac.digest(secret, f"file-request:{public_id}".encode(), "sha256")).decode().rstrip("=")


def _answers(link: RequestLink) -> bool:
    """Whether the sponsor is still here, may still ask, and still reads what comes."""
    member = link.sponsor
    return member.may(Permission.ASK_FOR_FILES) and reads(member.person.actor(), link.request.into)


def _tell(kind: Kind, link: RequestLink, by: Member, **said: str) -> None:
    act, payload = None, {"link": link.public_id} | said
    for audience in (link.request.into, self_audience(link.sponsor.person)):
        act = record(
            kind,
            audience=audience,
            actor=by.public_id,
            subject=subject_of(link.request),
            payload=payload,
            beside={"email": link.email},
            act=act,
        )


@recheck("request_link")
def _still_works(mail: OutboundMail) -> bool:
    link = _of(mail)
    return link is not None and gone(link) is None and link.request.is_open


@after_refusal("request_link")
def _sent(mail: OutboundMail) -> None:
    link = _of(mail)
    if link is not None:
        note_mail(link, mail)


def _of(mail: OutboundMail) -> RequestLink | None:
    public_id = mail.about.partition(":")[2]
    return db.session.scalars(select(RequestLink).where(RequestLink.public_id == public_id)).first()
