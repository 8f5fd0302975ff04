"""A version whose words cannot be read ends in a state with a name, and is not tried for ever."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.features.library import reading
from portal.features.library.checking import EXTRACT
from portal.features.library.models import FileVersion, TextState
from portal.features.library.words import state_words
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState, retry
from tests.conftest import SignIn
from tests.features.library.conftest import Put

Work = Callable[[], int]


def version() -> FileVersion:
    return db.session.scalars(select(FileVersion).execution_options(populate_existing=True)).one()


def test_reading_that_always_fails_ends(sign_in: SignIn, put: Put, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def fails(*_given: object, **_more: object) -> None:
        tried.append("once")
        raise RuntimeError("The disk is on fire")

    with monkeypatch.context() as broken:
        broken.setattr(reading, "extract", fails)
        assert put(sign_in("maya"), "a.txt", b"words").status_code == 201
        for hour in range(12):
            with time_machine.travel(now() + timedelta(hours=hour), tick=False):
                work()
    job = db.session.scalars(select(Job).where(Job.kind == EXTRACT)).one()
    assert (job.state, len(tried)) == (JobState.DEAD, job.max_attempts)
    assert (version().text_state, version().reason) == (TextState.UNREADABLE, "failed")
    assert "an administrator" in state_words(version())
    with write() as session:
        retry(session, job.id)
    work()
    assert version().text_state == TextState.READ
