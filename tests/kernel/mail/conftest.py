"""A mail server, and an application that sends to it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.kernel.db import db, write
from portal.kernel.jobs import Worker
from portal.kernel.mail import OutboundMail, queue_mail
from tests.smtp import Postman, mail_server

Queue = Callable[..., int]


@pytest.fixture
def postman() -> Iterator[Postman]:
    """A server on this machine that takes everything."""
    with mail_server() as server:
        yield server


def use(app: Flask, server: Postman, **more: object) -> None:
    """Let the application send there."""
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": server.port, "SMTP_SECURITY": "none", "SMTP_TIMEOUT": 5}
    app.config.update(settings | more)


def queue(**fields: object) -> int:
    """Put a mail into the outbox; gives its id."""
    given = {"purpose": "test", "to_address": "priya@acme.example", "subject": "Hello", "text": "Words.\n"} | fields
    with write():
        return queue_mail(OutboundMail(**given)).id


def work() -> None:
    """Let the worker do what is due now."""
    Worker(in_context=lambda call: call()).drain()
    db.session.rollback()


def mail(mail_id: int) -> OutboundMail:
    """As it stands."""
    return db.session.get_one(OutboundMail, mail_id, populate_existing=True)
