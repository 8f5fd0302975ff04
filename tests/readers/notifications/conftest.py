"""A thread or a post by somebody of the cast, and the worker at a chosen time."""

from datetime import timedelta
from typing import TypeVar

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.features.discussions import services
from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.kernel.access import Audience
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Worker
from portal.kernel.mail import OutboundMail
from tests.cast import Cast

SOON = timedelta(seconds=301)
NOW = timedelta(seconds=9)


class Room:
    """What the tests do in threads."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast

    def begin(
        self,
        who: str,
        *,
        kind: str = "discussion",
        audience: str = "everyone",
        body: str = "First.",
        title: str = "Washdown gripper",
        workspace: str = "acme",
    ) -> Thread:
        """Start a thread."""
        words = prepare(body, self.cast.audience(audience, workspace))
        with write():
            member, heard = self.cast.member(who, workspace), self.cast.audience(audience, workspace)
            made = services.start_thread(by=member, audience=heard, kind=ThreadKind(kind), title=title, words=words)
        return _alone(made)

    def reply(self, who: str, thread: Thread, body: str = "A reply.", *, workspace: str = "acme") -> Post:
        """Post in a thread."""
        words, thread_id = prepare(body, db.session.get_one(Audience, thread.audience_id)), thread.id
        with write() as session:
            member = self.cast.member(who, workspace)
            made = services.post(by=member, thread=session.get_one(Thread, thread_id), words=words)
        return _alone(made)

    def mention(self, who: str, workspace: str = "acme") -> str:
        """The Markdown that names somebody."""
        member = self.cast.member(who, workspace)
        return f"@[{member.person.name}](member:{member.public_id})"

    def work(self, after: timedelta = timedelta(0)) -> list[OutboundMail]:
        """Let the worker do everything there is at that time from now; all mail there is then, oldest first."""
        with time_machine.travel(now() + after, tick=False):
            Worker(in_context=lambda call: call()).drain()
        db.session.rollback()
        found = list(db.session.scalars(select(OutboundMail).order_by(OutboundMail.id)))
        db.session.expunge_all()
        return found


Row = TypeVar("Row", Thread, Post)


def _alone(row: Row) -> Row:
    """As it is now, whatever the session does later."""
    db.session.refresh(row)
    db.session.expunge_all()
    return row


@pytest.fixture
def room(app: Flask, cast: Cast) -> Room:
    """On SQLite."""
    return Room(app, cast)


@pytest.fixture
def room_both(both: tuple[Flask, Cast]) -> Room:
    """Once on each database."""
    return Room(*both)


def to(mails: list[OutboundMail], who: str) -> list[OutboundMail]:
    """Those to one person of the cast."""
    return [mail for mail in mails if mail.to_address.startswith(f"{who}@")]


def words(mails: list[OutboundMail]) -> str:
    """Everything these mails say."""
    return " ".join(f"{mail.subject} {mail.from_name} {mail.text} {mail.html}" for mail in mails)
