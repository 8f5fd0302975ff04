"""Putting mail into the outbox and calling it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from portal.kernel.db import db, now
from portal.kernel.jobs import enqueue
from portal.kernel.mail.models import MailAbout, MailState, OutboundMail
from portal.kernel.text import clean_line

JOB = "mail.send"
LONGEST = {"to_name": 160, "from_name": 200, "subject": 400}  # characters, as in the table
WORDLESS: dict[str, Any] = {"text": "", "html": "", "detail": {}}


def queue_mail(
    mail: OutboundMail, *, also_about: Sequence[str] = (), send_after: datetime | None = None
) -> OutboundMail:
    """Add a mail and the job that sends it to the running transaction."""
    for name, room in LONGEST.items():
        setattr(mail, name, clean_line(getattr(mail, name) or "", limit=room))
    db.session.add(mail)
    db.session.flush()
    db.session.add_all([MailAbout(mail_id=mail.id, about=each) for each in dict.fromkeys(also_about)])
    enqueue_sending(mail.id, send_after=send_after)
    return mail


def enqueue_sending(mail_id: int, *, send_after: datetime | None = None) -> None:
    """Have a mail looked at by the worker."""
    enqueue(JOB, {"mail": mail_id}, run_at=send_after, dedupe=f"{JOB}:{mail_id}", max_attempts=10)


def withdraw_mail(about: str, *, person_id: int | None = None) -> None:
    """Call back what has not left, and take its words away; with `person_id` only what goes to that person.

    Whoever queued it is told by the worker, so that the rest of a bundle can be written anew.
    """
    named = select(MailAbout.mail_id).where(MailAbout.about == about)
    query = select(OutboundMail.id).where(
        OutboundMail.state.in_((MailState.QUEUED, MailState.KEPT)),
        or_(OutboundMail.about == about, OutboundMail.id.in_(named)),
    )
    if person_id is not None:
        query = query.where(OutboundMail.person_id == person_id)
    found = db.session.scalars(query).all()
    gone = WORDLESS | {"subject": "", "state": MailState.WITHDRAWN, "ended_at": now()}
    db.session.execute(update(OutboundMail).where(OutboundMail.id.in_(found)).values(gone))
    for mail_id in found:
        enqueue_sending(mail_id)
