"""Mail to the holders of links: what is asked, by whom, and the one place to answer. No word of the workspace."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.features.requests.models import RequestItem, RequestLink, Wanted
from portal.features.requests.policy import WAITING
from portal.kernel.db import db
from portal.kernel.mail import OutboundMail, written_later
from portal.kernel.web.language import day, mail_time


def link_letter(link: RequestLink, token: str, *, what: str, reason: str) -> OutboundMail:
    """The mail with a link. `what` as in `links.send`."""
    asker, vendor = link.sponsor.person, link.sponsor.company
    names = {"name": asker.name, "company": vendor.name}
    subjects = {
        "asked": _("%(name)s, %(company)s, asks you for files", **names),
        "again": _("%(name)s, %(company)s, asks you for files", **names),
        "reminded": _("Reminder: %(name)s, %(company)s, asks you for files", **names),
        "sent_back": _("%(name)s, %(company)s, needs a file once more", **names),
    }
    facts = {
        "subject": str(subjects[what]),
        "items": _waiting(link),
        "due": day(link.request.due) if link.request.due else "",
        "words": reason or link.request.note,
        "asker": {"name": asker.name, "title": asker.title},
        "company": {"name": vendor.name},
        "until": mail_time(link.expires_at),
        "link": f"{current_app.config['PUBLIC_URL']}/give/{token}",
    }
    return OutboundMail(
        purpose="request_link",
        about=f"request_link:{link.public_id}",
        to_name=link.name,
        to_address=link.email,
        from_name=_("%(name)s, %(company)s", **names),
        subject=subjects[what],
        detail=written_later("request_link", **facts),
    )


def _waiting(link: RequestLink) -> list[str]:
    """What is still wanted by this link; of one that was just made, all of it."""
    here = Wanted.link_id == link.id, Wanted.state.in_(WAITING)
    query = select(RequestItem.name).join(Wanted, Wanted.item_id == RequestItem.id).where(*here)
    found = list(db.session.scalars(query.order_by(RequestItem.id)))
    return found or [item.name for item in link.request.items]
