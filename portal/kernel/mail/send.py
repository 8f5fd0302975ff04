"""The job that sends: rights asked again, one attempt at a time, the end told to whoever cares."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select, update

from portal.kernel.db import db, now, write
from portal.kernel.jobs import handler, timer
from portal.kernel.mail.compose import compose
from portal.kernel.mail.models import MailState, OutboundMail
from portal.kernel.mail.queue import JOB, WORDLESS, enqueue_sending
from portal.kernel.mail.smtp import Declined, hand_over

log = structlog.get_logger()
Check = Callable[[OutboundMail], bool]
Told = Callable[[OutboundMail], None]
_checks: dict[str, Check] = {}
_told: dict[str, Told] = {}
KEPT_FOR = timedelta(days=3)  # older mail is not sent when a mail server is set at last
LOST = "The worker stopped while this mail was handed over. It may have arrived."


class Overtaken(RuntimeError):
    """The mail was called back, or taken by another worker, between looking and sending."""


class Delayed(RuntimeError):
    """Not now, for this kind of reason. What the server said, addresses included, stands at the mail alone."""


def recheck(purpose: str) -> Callable[[Check], Check]:
    """Ask this function just before a mail of that purpose leaves; False withdraws it."""
    return lambda call: _checks.setdefault(purpose, call)


def after_refusal(purpose: str) -> Callable[[Told], Told]:
    """Tell this function, inside the transaction, how a mail of that purpose ended, or why it must wait."""
    return lambda call: _told.setdefault(purpose, call)


def smtp_configured() -> bool:
    """Whether mail can leave this machine."""
    return bool(current_app.config["SMTP_HOST"])


@handler(JOB)
def send(payload: dict[str, Any]) -> None:
    """Send one mail. A temporary failure raises, so that the job is tried again."""
    mail = db.session.get(OutboundMail, payload["mail"])
    if mail is None:
        return
    if mail.state == MailState.SENDING:
        _end(mail, MailState.UNSURE, LOST)
    elif mail.state == MailState.WITHDRAWN:
        _end(mail, MailState.WITHDRAWN, mail.problem)
    elif mail.state == MailState.QUEUED:
        _send(mail)


@timer("mail.release", timedelta(hours=1))
def release_kept() -> None:
    """Once a mail server is set, send what was kept for want of one; what it is about is checked again."""
    if not smtp_configured():
        return
    query = select(OutboundMail.id).where(OutboundMail.state == MailState.KEPT)
    found = db.session.scalars(query.where(OutboundMail.created_at > now() - KEPT_FOR)).all()
    if found:
        with write() as session:
            fresh = update(OutboundMail).where(OutboundMail.id.in_(found), OutboundMail.state == MailState.KEPT)
            session.execute(fresh.values(state=MailState.QUEUED, ended_at=None))
            for mail_id in found:
                enqueue_sending(mail_id)


def send_again(mail: OutboundMail) -> bool:
    """An administrator lets a mail whose fate is unknown leave once more. False when there is nothing to send."""
    if mail.state != MailState.UNSURE or not (mail.text or mail.detail):
        return False
    mail.state, mail.problem, mail.ended_at = MailState.QUEUED, "", None
    enqueue_sending(mail.id)
    return True


def _send(mail: OutboundMail) -> None:
    check = _checks.get(mail.purpose)
    if check is not None and not check(mail):
        _end(mail, MailState.WITHDRAWN, "no longer allowed to be sent")
    elif not smtp_configured():
        _end(mail, MailState.KEPT, "")
        _print(mail)
    else:
        _deliver(mail)


def _deliver(mail: OutboundMail) -> None:
    try:
        hand_over(compose(mail, sender=current_app.config["MAIL_FROM"]), before=lambda: _begin(mail.id))
    except Overtaken:
        return
    except Declined as refusal:
        _end(mail, MailState.REFUSED, str(refusal))
    except OSError as trouble:
        _wait(mail, f"{type(trouble).__name__}: {trouble}")
        raise Delayed(type(trouble).__name__) from trouble
    else:
        _end(mail, MailState.SENT, "")


def _begin(mail_id: int) -> None:
    """Take the mail, if it is still there to be taken."""
    with write() as session:
        taken = update(OutboundMail).where(OutboundMail.id == mail_id, OutboundMail.state == MailState.QUEUED)
        found = session.scalar(taken.values(state=MailState.SENDING).returning(OutboundMail.id))
    if found is None:
        raise Overtaken


def _wait(mail: OutboundMail, problem: str) -> None:
    with write():
        if mail.state in (MailState.QUEUED, MailState.SENDING):
            mail.state, mail.problem = MailState.QUEUED, problem[:400]
            _tell(mail)


def _end(mail: OutboundMail, state: MailState, problem: str) -> None:
    with write():
        mail.state, mail.problem, mail.ended_at = state, problem[:400], now()
        if state in (MailState.SENT, MailState.REFUSED, MailState.WITHDRAWN):
            for name, nothing in WORDLESS.items():
                setattr(mail, name, nothing)
        _tell(mail)


def _tell(mail: OutboundMail) -> None:
    if mail.purpose in _told:
        _told[mail.purpose](mail)


def _print(mail: OutboundMail) -> None:
    """In development the console says in one line what would have been sent, and where it can be read."""
    config = current_app.config
    if not config["PRODUCTION"] and not config["TESTING"]:
        log.info("mail_kept", to=mail.to_address, subject=mail.subject, read_at=f"{config['PUBLIC_URL']}/outbox")
