"""A worker process is killed again and again while it sends: nothing is lost, and nobody gets a mail twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState
from portal.kernel.mail import MailState, OutboundMail
from tests.kernel.mail.conftest import queue
from tests.smtp import Postman

MAILS, KILLS = 30, 2
QUEUED = (MailState.QUEUED, MailState.SENDING)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_worker_never_mails_twice(app: Flask, postman: Postman) -> None:
    for number in range(MAILS):
        queue(to_address=f"p{number}@acme.example", purpose="test")
    db.session.remove()
    for _kill in range(KILLS):
        reached = len(postman.messages) + random.randint(1, MAILS // (KILLS + 1))
        worker = start(app, postman)
        until(partial(came, postman, reached))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        expire_leases()
    worker = start(app, postman)
    until(lambda: waiting() == 0)
    worker.terminate()
    worker.wait()
    heard = Counter(str(message["Message-ID"]) for message in postman.messages)
    states = Counter(db.session.scalars(select(OutboundMail.state)))
    assert set(heard.values()) == {1}
    assert set(states) <= {MailState.SENT, MailState.UNSURE}
    assert states[MailState.UNSURE] <= KILLS
    assert len(heard) >= states[MailState.SENT]
    assert states[MailState.SENT] + states[MailState.UNSURE] == MAILS


def start(app: Flask, postman: Postman) -> subprocess.Popen[bytes]:
    """A worker process on the data of the application."""
    settings = {
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(postman.port),
        "SMTP_SECURITY": "none",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def came(postman: Postman, number: int) -> bool:
    """Whether that many mails arrived."""
    return len(postman.messages) >= number


def until(reached: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for it, in small steps."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "the worker did not get so far"
        time.sleep(0.005)


def expire_leases() -> None:
    """As if a minute had passed: what the dead worker held may be taken."""
    with write() as session:
        held = update(Job).where(Job.state == JobState.RUNNING)
        session.execute(held.values(locked_until=now() - timedelta(seconds=1)))


def waiting() -> int:
    """Mails that have not ended."""
    db.session.rollback()
    query = select(func.count(OutboundMail.id)).where(OutboundMail.state.in_(QUEUED))
    return db.session.scalar(query) or 0
