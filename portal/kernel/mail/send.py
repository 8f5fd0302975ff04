"""The job that sends: rights asked again, one attempt at a time, refusals told to whoever cares."""

import smtplib
import ssl
from collections.abc import Callable
from typing import Any

import structlog
from flask import current_app

from portal.kernel.db import db, now, write
from portal.kernel.jobs import handler
from portal.kernel.mail.compose import compose
from portal.kernel.mail.models import MailState, OutboundMail
from portal.kernel.mail.queue import JOB

log = structlog.get_logger()
Check = Callable[[OutboundMail], bool]
Told = Callable[[OutboundMail], None]
_checks: dict[str, Check] = {}
_told: dict[str, Told] = {}


def recheck(purpose: str) -> Callable[[Check], Check]:
    """Ask this function just before a mail of that purpose leaves; False withdraws it."""
    return lambda call: _checks.setdefault(purpose, call)


def after_refusal(purpose: str) -> Callable[[Told], Told]:
    """Tell this function, inside the transaction, that a mail of that purpose was sent or refused for good."""
    return lambda call: _told.setdefault(purpose, call)


def smtp_configured() -> bool:
    """Whether mail can leave this machine."""
    return bool(current_app.config["SMTP_HOST"])


@handler(JOB)
def send(payload: dict[str, Any]) -> None:
    """Send one mail. A temporary failure raises, so that the job is tried again."""
    mail = db.session.get(OutboundMail, payload["mail"])
    if mail is None or mail.state not in (MailState.QUEUED, MailState.SENDING):
        return
    check = _checks.get(mail.purpose)
    if check is not None and not check(mail):
        _end(mail, MailState.WITHDRAWN, "no longer allowed to be sent")
    elif not smtp_configured():
        _end(mail, MailState.KEPT, "")
        _print(mail)
    else:
        _end(mail, *_deliver(mail))


def _deliver(mail: OutboundMail) -> tuple[MailState, str]:
    config = current_app.config
    message = compose(mail, sender=config["MAIL_FROM"])
    try:
        with _connect(config) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, text = next(iter(refusal.recipients.values()))
        if code < 500:
            raise
        return MailState.REFUSED, f"{code} {text.decode(errors='replace')}"[:400]
    except smtplib.SMTPResponseException as refusal:
        if refusal.smtp_code < 500 or isinstance(refusal, smtplib.SMTPAuthenticationError):
            raise
        return MailState.REFUSED, f"{refusal.smtp_code} {refusal.smtp_error!r}"[:400]
    return MailState.SENT, ""


def _connect(config: Any) -> smtplib.SMTP:
    timeout, secure = config["SMTP_TIMEOUT"], ssl.create_default_context()
    address = (config["SMTP_HOST"], config["SMTP_PORT"])
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(*address, timeout=timeout, context=secure)
        if config["SMTP_SECURITY"] == "tls"
        else smtplib.SMTP(*address, timeout=timeout)
    )
    if config["SMTP_SECURITY"] == "starttls":
        server.starttls(context=secure)
    if config["SMTP_USER"]:
        server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
    return server


def _end(mail: OutboundMail, state: MailState, problem: str) -> None:
    with write():
        mail.state, mail.problem, mail.ended_at = state, problem, now()
        if mail.purpose in _told:
            _told[mail.purpose](mail)


def _print(mail: OutboundMail) -> None:
    """In development the console shows what would have been sent."""
    if not current_app.config["PRODUCTION"] and not current_app.config["TESTING"]:
        log.info("mail_kept", to=mail.to_address, subject=mail.subject, text=mail.text)
