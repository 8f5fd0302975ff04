"""A file that came and was refused later, by the scanner: it is wanted again, and its giver learns why."""

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from portal.features.library.checking import when_refused
from portal.features.library.models import File, FileVersion
from portal.features.library.words import reason_words
from portal.features.requests import links
from portal.features.requests.kinds import SENT_BACK
from portal.features.requests.models import Given, RequestLink, Wanted, WantedState
from portal.features.requests.queries import subject_of
from portal.kernel.db import db, now
from portal.kernel.ledger import SYSTEM, record


@when_refused
def want_again(version: FileVersion) -> None:
    """Send back the places for which nothing else came; the member who gave it has mail about it from the library."""
    for given in db.session.scalars(select(Given).where(Given.file_id == version.file_id)).all():
        for wanted in db.session.scalars(_places(given)).all():
            if not _other(given):
                _send_back(wanted, _("It was refused: %(reason)s.", reason=reason_words(version.reason)))


def _places(given: Given) -> Select[Wanted]:
    mine = Wanted.link_id == given.link_id if given.link_id else Wanted.link_id.is_(None)
    theirs = or_(Wanted.member_id.is_(None), Wanted.member_id == given.member_id)
    return select(Wanted).where(Wanted.item_id == given.item_id, mine, theirs, Wanted.state == WantedState.FILLED)


def _other(given: Given) -> bool:
    """Whether another file for the same thing, by the same way, was not refused."""
    same = Given.item_id == given.item_id, Given.link_id == given.link_id, Given.id != given.id
    query = select(Given.id).join(File, File.id == Given.file_id).where(*same, File.refused.is_(False))
    return db.session.scalar(query.limit(1)) is not None


def _send_back(wanted: Wanted, reason: str) -> None:
    wanted.state, wanted.reason, wanted.changed_at = WantedState.SENT_BACK, reason, now()
    request = wanted.item.request
    record(
        SENT_BACK,
        audience=wanted.audience,
        actor=SYSTEM,
        subject=subject_of(request),
        payload={"item": wanted.item.public_id},
        beside={"reason": reason},
    )
    link = db.session.get(RequestLink, wanted.link_id) if wanted.link_id else None
    if link is not None and links.gone(link) is None:
        links.send(link, what="sent_back", reason=reason)
