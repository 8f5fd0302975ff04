"""The job table."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Id, now


class JobState(StrEnum):
    """`ready` waits for its time, `running` is leased to a worker, `done` and `dead` are ends."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(Base):
    """One piece of work. A dead one stays until an administrator retries or dismisses it.

    `dedupe` is unique while the job is ready: asking twice for the same thing before it began is asking once.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_ready", "run_at", sqlite_where=text("state = 'ready'"), postgresql_where=text("state = 'ready'")),
        Index(
            "ix_job_running",
            "locked_until",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(48))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default=JobState.READY)
    run_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=8)
    locked_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(16))  # which claim holds it: a late worker cannot end another's
    last_error: Mapped[str] = mapped_column(Text, default="")
    dedupe: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
