"""Putting mail into the outbox and calling it back."""

from datetime import datetime

from sqlalchemy import update

from portal.kernel.db import db, now
from portal.kernel.jobs import enqueue
from portal.kernel.mail.models import MailState, OutboundMail

JOB = "mail.send"


def queue_mail(mail: OutboundMail, *, send_after: datetime | None = None) -> OutboundMail:
    """Add a mail and the job that sends it to the running transaction."""
    db.session.add(mail)
    db.session.flush()
    enqueue(JOB, {"mail": mail.id}, run_at=send_after, dedupe=f"{JOB}:{mail.id}", max_attempts=10)
    return mail


def withdraw_mail(about: str) -> None:
    """Call back what has not left, and take its words away."""
    waiting = OutboundMail.state.in_((MailState.QUEUED, MailState.KEPT))
    gone = {"state": MailState.WITHDRAWN, "ended_at": now(), "text": "", "html": "", "subject": ""}
    db.session.execute(update(OutboundMail).where(OutboundMail.about == about, waiting).values(gone))
