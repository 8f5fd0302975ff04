"""Withdrawing a file: unlike deleting it hides nothing. Its line stays and says who took it back, when and why."""

from flask_babel import gettext as _

from portal.features.library import kinds
from portal.features.library.models import File
from portal.features.library.policy import bringing_back, changing
from portal.kernel.access import Actor
from portal.kernel.db import db, now
from portal.kernel.ledger import record
from portal.kernel.text import clean_line
from portal.kernel.web import Refused

LONGEST_REASON = 300


def withdraw_file(*, by: Actor, file: File, reason: str) -> None:
    """Nobody gets its bytes, words or pictures any more, of any version, on either side; all its readers hear why."""
    member, reason = changing(file, by), clean_line(reason, limit=LONGEST_REASON)
    if not reason:
        raise Refused(_("Say why it is withdrawn. Everybody who could read it will see that."), field="reason")
    if file.withdrawn_at is not None:
        raise Refused(_("This file was withdrawn already."))
    file.withdrawn_at, file.withdrawn_by, file.withdrawn_reason = now(), member, reason
    record(
        kinds.FILE_WITHDRAWN,
        audience=file.audience,
        actor=member.public_id,
        subject=file.public_id,
        beside={"reason": reason},
    )
    db.session.flush()


def give_again(*, by: Actor, file: File) -> None:
    """Take a withdrawal back: the file can be opened by its readers as before."""
    member = bringing_back(file, file.withdrawn_by, by)
    if file.withdrawn_at is None:
        raise Refused(_("This file is not withdrawn."))
    file.withdrawn_at, file.withdrawn_by, file.withdrawn_reason = None, None, ""
    record(kinds.FILE_GIVEN_AGAIN, audience=file.audience, actor=member.public_id, subject=file.public_id)
    db.session.flush()
