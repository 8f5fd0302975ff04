"""Mail about requests for files: to members who are asked, and to whoever asked when something has come.

Holders of links are told by the feature itself: they have no account and no wishes. The key of each mail is made of its
entry and its receiver, so that two workers at one entry send one mail.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy import select

from portal.features.identity.models import Person
from portal.features.identity.queries import primary_email
from portal.features.requests.kinds import FILLED, MADE, REMINDED, SENT_BACK
from portal.features.requests.models import FileRequest, Given, RequestItem
from portal.features.requests.queries import WHOLE, asked_of, subject_of, to_decide
from portal.features.workspaces.models import Member
from portal.features.workspaces.shown import shown_as
from portal.kernel.access import AudienceKind
from portal.kernel.db import db, now
from portal.kernel.ledger import Entry
from portal.kernel.mail import MailState, OutboundMail, queue_mail, recheck, written_later
from portal.kernel.web.language import day, say, speaking_to
from portal.readers.notifications.recipients import NEWS
from portal.readers.notifications.tokens import Key, make_key
from portal.readers.notifications.wishes import REQUESTS, Pace, due_at, is_quiet, pace_of

PURPOSE = "request"
KINDS = (MADE.name, REMINDED.name, SENT_BACK.name, FILLED.name)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one member, and when it may leave. Written before the transaction, queued within it."""

    mail: OutboundMail
    about: tuple[str, ...]
    due: datetime

    def queue(self) -> None:
        """Put it into the outbox, unless it is there, or one that says the same still waits for this person."""
        mail = self.mail
        waiting = OutboundMail.state == MailState.QUEUED, OutboundMail.person_id == mail.person_id
        same = select(OutboundMail.id).where(*waiting, OutboundMail.about == mail.about)
        same = same.where(OutboundMail.subject == mail.subject)
        known = select(OutboundMail.id).where(OutboundMail.public_id == mail.public_id)
        if db.session.scalar(same.union_all(known).limit(1)) is None:
            queue_mail(mail, also_about=self.about, send_after=self.due)


def letters(entry: Entry) -> Iterator[Letter]:
    """What is to be mailed about an entry of these kinds."""
    key = entry.subject.partition(":")[2]
    request = db.session.scalars(select(FileRequest).where(FileRequest.public_id == key).options(*WHOLE)).first()
    if request is None or not request.is_open or entry.recorded_at < now() - NEWS:
        return
    for member in _told(entry, request):
        person = member.person
        due = due_at(person, REQUESTS, said_at=entry.recorded_at)
        if member.public_id == entry.actor or due is None or not primary_email(person) or not holds(person, request):
            continue
        with speaking_to(person):
            yield Letter(_mail(entry, request, member), _about(request), due)


def holds(person: Person, request: FileRequest, what: str = "") -> bool:
    """Whether this person may, and wants to, be told of the request; with `what`, whether it still says what is so."""
    if not person.is_active or is_quiet(person, request.workspace.public_id):
        return False
    if pace_of(person, REQUESTS) is Pace.NEVER or request.workspace.archived_at is not None:
        return False
    who = person.actor()
    seen = {"": FileRequest.visible_to(who), "came": to_decide(who)}.get(what, asked_of(who))
    return db.session.scalars(seen.where(FileRequest.id == request.id)).unique().first() is not None


def _told(entry: Entry, request: FileRequest) -> list[Member]:
    if entry.kind == FILLED.name:
        return [request.made_by]
    if entry.kind == SENT_BACK.name:
        item = json.loads(entry.payload)["item"]
        givers = select(Given.member_id).join(RequestItem, RequestItem.id == Given.item_id)
        givers = givers.where(RequestItem.public_id == item, Given.link_id.is_(None))
        return list(db.session.scalars(select(Member).where(Member.id.in_(givers))))
    waiting = [each.member for each in request.asked]
    return [each for each in waiting if entry.kind == MADE.name or holds(each.person, request, "asked")]


def _mail(entry: Entry, request: FileRequest, member: Member) -> OutboundMail:
    """Team-only words never travel by mail: such a one only says that there is something to look at."""
    what = {FILLED.name: "came", SENT_BACK.name: "back", REMINDED.name: "reminded"}.get(entry.kind, "asked")
    by, sealed = shown_as(request.made_by), request.audience.kind == AudienceKind.TEAM
    names = {"name": by.name, "company": by.company, "workspace": request.workspace.name}
    subjects = {
        "asked": say("%(name)s, %(company)s, asks you for files", **names),
        "reminded": say("Reminder: %(name)s, %(company)s, asks you for files", **names),
        "back": say("%(name)s, %(company)s, needs a file once more", **names),
        "came": say("Files came in that you asked for in %(workspace)s", **names),
    }
    reason = (entry.beside.body or {}).get("reason", "") if entry.beside and what == "back" else ""
    key = make_key(Key(member.person.public_id, [REQUESTS], ""))
    less = url_for("notifications.less", token=key, _external=True)
    facts = {
        "subject": subjects[what],
        "place": request.workspace.name,
        "items": [] if sealed else [item.name for item in request.items],
        "due": day(request.due) if request.due else "",
        "words": "" if sealed or what == "came" else reason or request.note,
        "label": say("See what came") if what == "came" else say("Send the files"),
        "link": f"{current_app.config['PUBLIC_URL']}/w/{request.workspace.public_id}/file-requests/{request.public_id}",
        "less": less,
        "settings": url_for("notifications.settings", _external=True),
    }
    return OutboundMail(
        public_id=hashlib.sha256(f"{entry.hash}:{member.id}".encode()).hexdigest()[:16],
        purpose=PURPOSE,
        about=subject_of(request),
        person_id=member.person_id,
        to_name=member.person.name,
        to_address=primary_email(member.person),
        from_name=say("%(name)s, %(company)s", **names) if what != "came" else by.company,
        subject=subjects[what],
        unsubscribe_url=less,
        detail=written_later("request", **facts) | {"what": what},
    )


def _about(request: FileRequest) -> tuple[str, ...]:
    return f"audience:{request.audience.public_id}", f"workspace:{request.workspace.public_id}"


@recheck(PURPOSE)
def _still_so(mail: OutboundMail) -> bool:
    """Asked again just before it leaves."""
    person, key = db.session.get(Person, mail.person_id), mail.about.partition(":")[2]
    request = db.session.scalars(select(FileRequest).where(FileRequest.public_id == key)).first()
    if person is None or request is None or primary_email(person) != mail.to_address:
        return False
    return holds(person, request, mail.detail["what"])
