"""Talking to the mail server: what it takes, what it refuses for good, and what is worth another try."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage

from flask import current_app

PERMANENT = 500


class Declined(Exception):
    """The server refuses this mail or its recipient for good; the message is what it said."""


def hand_over(message: EmailMessage, *, before: Callable[[], None]) -> None:
    """Give one message to the server, calling `before` when it is ready to take it.

    Raises Declined for good, and OSError (which smtplib's own errors are) for what may pass: no connection, a busy
    server, a wrong password, a sender the server does not know.
    """
    try:
        with _connect() as server:
            before()
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        _judge(refusal, *next(iter(refusal.recipients.values())))
    except smtplib.SMTPDataError as refusal:
        _judge(refusal, refusal.smtp_code, refusal.smtp_error)
    except smtplib.SMTPNotSupportedError as refusal:
        raise Declined(str(refusal)) from refusal


def _judge(refusal: smtplib.SMTPException, code: int, said: bytes | str) -> None:
    if code < PERMANENT:
        raise refusal
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    raise Declined(f"{code} {' '.join(words.split())}"[:400]) from refusal


def _connect() -> smtplib.SMTP:
    config = current_app.config
    trusted = ssl.create_default_context(cafile=config["SMTP_CA_FILE"] or None)
    address, timeout = (config["SMTP_HOST"], config["SMTP_PORT"]), config["SMTP_TIMEOUT"]
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(*address, timeout=timeout, context=trusted)
        if config["SMTP_SECURITY"] == "tls"
        else smtplib.SMTP(*address, timeout=timeout)
    )
    if config["SMTP_SECURITY"] == "starttls":
        server.starttls(context=trusted)
    if config["SMTP_USER"]:
        server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
    return server
