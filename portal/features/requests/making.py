"""Asking for files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.identity.models import Address
from portal.features.identity.queries import email_key
from portal.features.requests.kinds import MADE
from portal.features.requests.links import make_link
from portal.features.requests.models import FileRequest, RequestAsked, RequestItem, RequestLink, Wanted
from portal.features.requests.policy import asking
from portal.features.requests.queries import subject_of
from portal.features.workspaces.models import Member, MemberState, Workspace
from portal.features.workspaces.pasting import Pasted
from portal.features.workspaces.queries import reads
from portal.kernel.access import Actor, Audience, NotFound, Permission
from portal.kernel.db import db
from portal.kernel.ledger import record
from portal.kernel.text import clean_line, clean_text
from portal.kernel.web import Refused

MOST_ITEMS, LONGEST_ITEM, LONGEST_NOTE = 20, 200, 2000
MOST_LINKS = 10  # each is a mail, written while others wait to write


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked, of whom, until when, and where it goes. `days` is how long links work."""

    items: Sequence[str]
    audience: Audience
    into: Audience
    members: Sequence[Member] = ()
    people: Sequence[Pasted] = ()
    note: str = ""
    due: date | None = None
    each: bool = False
    days: int = 30


def ask(*, by: Actor, workspace: Workspace, wish: Wish, today: date) -> FileRequest:
    """Ask members, who must see the request, and people who are not, each by a link of their own."""
    member = asking(workspace, by)
    if not (reads(by, wish.audience) and reads(by, wish.into)):
        raise NotFound
    items = _items(wish.items)
    if wish.due is not None and wish.due < today:
        raise Refused(_("Choose today or a later day."), field="due")
    _refuse_people(workspace, wish)
    request = FileRequest(
        audience=wish.audience,
        into=wish.into,
        workspace_id=workspace.id,
        made_by=member,
        note=clean_text(wish.note)[:LONGEST_NOTE].strip(),
        due_on=wish.due.isoformat() if wish.due else "",
        each=wish.each,
    )
    request.items = [RequestItem(name=name) for name in items]
    request.asked = [RequestAsked(member=each) for each in wish.members]
    db.session.add(request)
    db.session.flush()
    _want_of_members(request, wish)
    _tell(request, member)
    for person in wish.people:
        link = make_link(request=request, sponsor=member, person=person, days=wish.days)
        _want(request, link=link)
    return request


def _items(typed: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(filter(None, (clean_line(each) for each in typed))))
    if not found:
        raise Refused(_("Say what you need, one thing a line."), field="items")
    if len(found) > MOST_ITEMS:
        raise Refused(_("At most %(n)s things at once. Make two requests of it.", n=MOST_ITEMS), field="items")
    if long := next((each for each in found if len(each) > LONGEST_ITEM), ""):
        words = _("“%(words)s…” is too long for a name. Put the details into the note.", words=long[:40])
        raise Refused(words, field="items")
    return found


def _refuse_people(workspace: Workspace, wish: Wish) -> None:
    """Refuse, with the reason, whom the request could not reach or who could not answer it."""
    if not wish.members and not wish.people:
        raise Refused(_("Say whom you ask: members, or the addresses of others."), field="members")
    for each in wish.members:
        if each.workspace_id != workspace.id or not each.active:
            raise NotFound
        if not reads(each.person.actor(), wish.audience):
            words = _("%(name)s does not see what is for these readers. Choose others.", name=each.person.name)
            raise Refused(words, field="audience")
        if not each.may(Permission.UPLOAD):
            words = _("%(name)s only reads here, and cannot send files.", name=each.person.name)
            raise Refused(words, field="members")
    if len(wish.people) > MOST_LINKS:
        raise Refused(_("At most %(n)s addresses at once.", n=MOST_LINKS), field="people")
    for person in wish.people:
        if person.problem:
            raise Refused(f"{person.email}: {person.problem}", field="people")
        if _is_member(workspace, person.email):
            words = _("%(email)s is a member here. Tick their name instead.", email=person.email)
            raise Refused(words, field="people")


def _is_member(workspace: Workspace, email: str) -> bool:
    here = Member.workspace_id == workspace.id, Member.state == MemberState.ACTIVE
    query = select(Member.id).join(Address, Address.person_id == Member.person_id).where(*here)
    query = query.where(Address.email_key == email_key(email), Address.verified_at.is_not(None))
    return db.session.scalar(query.limit(1)) is not None


def _want_of_members(request: FileRequest, wish: Wish) -> None:
    """One place an item for all members, or one for each of them."""
    if not wish.members:
        return
    if not wish.each:
        _want(request)
        return
    for member in wish.members:
        _want(request, member=member)


def _want(request: FileRequest, *, member: Member | None = None, link: RequestLink | None = None) -> None:
    audience = request.audience if link is None else request.into
    db.session.add_all(Wanted(audience=audience, item=item, member=member, link=link) for item in request.items)
    db.session.flush()


def _tell(request: FileRequest, member: Member) -> None:
    asked = [each.member.public_id for each in request.asked]
    record(
        MADE,
        audience=request.audience,
        actor=member.public_id,
        subject=subject_of(request),
        payload={"items": len(request.items), "due": request.due_on, "asked": asked},
        beside={"title": request.title},
    )
