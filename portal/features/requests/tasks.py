"""Reminders by themselves: before the last day, after it, and then once a week for a month."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from portal.features.requests.models import FileRequest, RequestItem, RequestState, Wanted
from portal.features.requests.policy import WAITING
from portal.features.requests.services import remind_all
from portal.features.workspaces.models import Workspace
from portal.kernel.db import db, now, write
from portal.kernel.jobs import timer

BEFORE = timedelta(days=2)
WEEK, LONGEST = timedelta(days=7), timedelta(days=30)


@timer("requests.remind", timedelta(hours=1))
def remind_due() -> None:
    """Remind of every request whose time has come, each in a transaction of its own."""
    soon = (now() + BEFORE).date().isoformat()
    waits = select(RequestItem.request_id).join(Wanted, Wanted.item_id == RequestItem.id)
    query = (
        select(FileRequest.id)
        .join(Workspace, Workspace.id == FileRequest.workspace_id)
        .where(FileRequest.state == RequestState.OPEN, Workspace.archived_at.is_(None))
        .where(FileRequest.due_on != "", FileRequest.due_on <= soon)
        .where(FileRequest.id.in_(waits.where(Wanted.state.in_(WAITING))))
    )
    for request_id in db.session.scalars(query).all():
        with write():
            request = db.session.get_one(FileRequest, request_id)
            if request.is_open and request.due is not None and _is_time(request, request.due):
                remind_all(request)


def _is_time(request: FileRequest, due: date) -> bool:
    """Whether a moment to remind has passed since the last reminder, or since it was asked."""
    told = request.reminded_at or request.created_at
    ends = datetime.combine(due + timedelta(days=1), time(6), UTC)  # the morning after
    moments = [ends - BEFORE, *(ends + WEEK * number for number in range(LONGEST // WEEK + 1))]
    return any(told < moment <= now() for moment in moments)
