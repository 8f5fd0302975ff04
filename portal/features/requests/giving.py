"""Files that come: from members into an audience they may not read, and by links from people who are not members.

Whoever takes bytes in (a form now, a resumable upload elsewhere) hands them over here as `Content` when all are on the
disk: `fill` for a member, `give` for the holder of a link.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import false, select

from portal.features.identity.models import Address
from portal.features.identity.people import add_company, add_former
from portal.features.identity.queries import domain_of, self_audience
from portal.features.library.models import File
from portal.features.library.policy import signing
from portal.features.library.room import NoRoom, left_beside, require_room
from portal.features.library.services import file_away
from portal.features.library.store import Content
from portal.features.library.words import reason_words
from portal.features.requests.kinds import FILLED, RECEIVED
from portal.features.requests.links import gone, mark_opened
from portal.features.requests.models import FileRequest, Given, RequestLink, Wanted, WantedState
from portal.features.requests.policy import TAKING, may_fill
from portal.features.requests.queries import subject_of, used_of
from portal.features.workspaces.free_mail import FREE
from portal.features.workspaces.models import Member
from portal.features.workspaces.participants import add_participant, company_at, signer
from portal.kernel.access import Actor, Forbidden, NotFound, Permission
from portal.kernel.db import db, now
from portal.kernel.ledger import record
from portal.kernel.web import Refused
from portal.kernel.web.language import size


def fill(*, by: Actor, request: FileRequest, wanted: Wanted, contents: Sequence[Content]) -> list[File]:
    """A member gives what is wanted. It goes to the audience of the request's files; they keep a receipt."""
    member = signing(request.workspace, by, Permission.UPLOAD)
    refuse_ended(request, wanted)
    if not may_fill(wanted, member):
        raise Forbidden
    require_room(member, sum(content.size for content in contents))
    files = _take(request, wanted, member, contents)
    for content in contents:
        record(
            RECEIVED,
            audience=self_audience(member.person),
            actor=member.person.alias,
            subject=subject_of(request),
            payload={"item": wanted.item.public_id, "size": content.size},
            beside={"name": content.name},
        )
    return files


def give(*, link: RequestLink, wanted: Wanted, contents: Sequence[Content]) -> None:
    """The holder of a link, who has proved the address, gives what is wanted of them."""
    if gone(link) is not None or wanted.link_id != link.id:
        raise NotFound
    refuse_ended(link.request, wanted)
    refuse_over(link, contents)
    mark_opened(link)
    if link.giver_id is None:
        link.giver_id = _giver(link).id
    _take(link.request, wanted, db.session.get_one(Member, link.giver_id), contents)


def refuse_ended(request: FileRequest, wanted: Wanted) -> None:
    """Refuse where nothing is wanted any more."""
    if not request.is_open or wanted.state not in TAKING:
        raise Refused(_("“%(item)s” is not asked for any more.", item=wanted.item.name), field="file")


def refuse_over(link: RequestLink, contents: Sequence[Content] = ()) -> None:
    """Refuse more files or bytes than a link takes; without any, where there is no room for one."""
    files, used = used_of(link)
    if files + max(len(contents), 1) > link.most_files:
        words = _(
            "At most %(n)s files can be sent by this link, and %(used)s have come.", n=link.most_files, used=files
        )
        raise NoRoom(words, field="file")
    sent = sum(content.size for content in contents)
    if used + sent > link.most_bytes:
        most = size(link.most_bytes)
        raise NoRoom(_("At most %(size)s can be sent by this link.", size=most), field="file")
    if sent > _left(link):
        words = _("There is no room for files of this size. Ask %(name)s for it.", name=link.sponsor.person.name)
        raise NoRoom(words, field="file")


def room_of(link: RequestLink) -> int:
    """How many bytes still fit, into the link and into the workspace."""
    return max(min(link.most_bytes - used_of(link)[1], _left(link)), 0)


def _left(link: RequestLink) -> int:
    """How many bytes the workspace still takes by it."""
    came = File.id.in_(select(Given.file_id).where(Given.link_id == link.id))
    return left_beside(link.request.workspace_id, came, false())  # nothing is on its way by a link: forms come whole


def _take(request: FileRequest, wanted: Wanted, member: Member, contents: Sequence[Content]) -> list[File]:
    files = []
    for content in contents:
        if content.refused:
            said = {"name": content.name[:100], "reason": reason_words(content.refused)}
            raise Refused(_("%(name)s was refused: %(reason)s. Nothing was sent.", **said), field="file")
        file = file_away(member=member, audience=request.into, folder=None, content=content)
        came = Given(item_id=wanted.item_id, file=file, member=member, link_id=wanted.link_id, given_at=now())
        came.audience_id, came.size = request.into_id, content.size
        db.session.add(came)
        files.append(file)
    wanted.state, wanted.reason, wanted.changed_at = WantedState.FILLED, "", now()
    payload = {"item": wanted.item.public_id, "files": len(contents)}
    about = {"audience": wanted.audience, "subject": subject_of(request)}
    record(FILLED, actor=member.public_id, payload=payload, **about)  # type: ignore[arg-type]  # keywords of record
    db.session.flush()
    return files


def _giver(link: RequestLink) -> Member:
    """Who signs what comes by a link: a participant, who reads nothing and is known to those who read the files."""
    workspace_id = link.request.workspace_id
    known = signer(workspace_id, link.email)
    if known is not None:
        return known
    address = db.session.scalars(select(Address).where(Address.email_key == link.email_key)).first()
    person = address.person if address else add_former(name=link.name or link.email, email=link.email)
    domain = domain_of(link.email)
    firm = company_at(workspace_id, domain) or add_company(link.email if domain in FREE else domain)
    return add_participant(by=link.sponsor, audience=link.request.into, person=person, company=firm, at=now())
