"""When a notice's time has come: one mail a person, written from what stands now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from portal.features.identity.models import Person
from portal.features.identity.queries import primary_email
from portal.kernel.db import db, now, write
from portal.kernel.jobs import handler
from portal.kernel.mail import MailState, OutboundMail, after_refusal, queue_mail, recheck
from portal.readers.notifications.follow import JOB, enqueue_mail
from portal.readers.notifications.letters import letter, subjects
from portal.readers.notifications.models import Notice, NoticeState, Reason
from portal.readers.notifications.standing import may_leave, standing
from portal.readers.notifications.wishes import Pace, window


class Overtaken(RuntimeError):
    """Another worker has taken one of the notices meanwhile; the job is tried again."""


@handler(JOB)
def mail_news(payload: dict[str, Any]) -> None:
    """Mail one person what is due and still holds."""
    person = db.session.get(Person, payload["person"])
    if person is not None:
        tell(person)


def tell(person: Person) -> None:
    """Write one mail about everything due. One transaction: a worker that is killed leaves all or nothing."""
    due = db.session.scalars(_waiting(person.id).where(Notice.due_at <= now())).all()
    held = standing(person, due) if primary_email(person) else []
    mail = letter(person, held) if held else None
    about, kept = subjects(held), [each.id for each in held]
    dropped = [each.id for each in due if each.id not in kept]
    person_id = person.id
    with write():
        _move(dropped, NoticeState.DROPPED)
        if mail is not None:
            if _move(kept, NoticeState.MAILED) != len(kept):
                raise Overtaken
            queue_mail(mail, also_about=about)
            db.session.execute(update(Notice).where(Notice.id.in_(kept)).values(mail_id=mail.id))
        _come_back(person_id)


def written_anew(mail: OutboundMail) -> None:
    """A mail that was called back, or had become wrong, is written again from what still holds."""
    if mail.state != MailState.WITHDRAWN or mail.person_id is None:
        return
    again = update(Notice).where(Notice.mail_id == mail.id, Notice.state == NoticeState.MAILED)
    freed = again.values(state=NoticeState.WAITING, mail_id=None).returning(Notice.id)
    if db.session.scalars(freed).all():
        enqueue_mail(mail.person_id, Pace.SOON, now())


for _reason in Reason:
    recheck(_reason)(may_leave)
    after_refusal(_reason)(written_anew)


def _waiting(person_id: int) -> Any:
    return select(Notice).where(Notice.person_id == person_id, Notice.state == NoticeState.WAITING)


def _move(ids: Sequence[int], state: NoticeState) -> int:
    """End waiting notices; how many still waited."""
    moved = update(Notice).where(Notice.id.in_(ids), Notice.state == NoticeState.WAITING).values(state=state)
    return len(db.session.scalars(moved.returning(Notice.id)).all())


def _come_back(person_id: int) -> None:
    """What is not due yet is looked at a window later: so nobody gets two bundles within it."""
    soon = select(func.min(Notice.due_at)).where(
        Notice.person_id == person_id, Notice.state == NoticeState.WAITING, Notice.due_at <= now() + window()
    )
    if db.session.scalar(soon) is not None:
        enqueue_mail(person_id, Pace.SOON, now() + window())
