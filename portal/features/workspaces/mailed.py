"""Invitations and links of requests, which travel to one address: what became of the mail, and where each stands."""

from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _

from portal.features.workspaces.models import InvitationState
from portal.kernel.db import now
from portal.kernel.mail import MailState, OutboundMail, smtp_configured
from portal.kernel.web.language import say, short_time


class Mailed(Protocol):
    """`state` is a word of `InvitationState`, whatever enum its own noun gives it."""

    state: str
    problem: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime


def note_mail(held: Mailed, mail: OutboundMail) -> None:
    """What became of its mail, while nobody has opened it. Mail kept for want of a mail server is not sent."""
    if held.state not in (InvitationState.NOT_SENT, InvitationState.SENT):
        return
    if mail.state == MailState.REFUSED:
        held.state, held.problem = InvitationState.REFUSED, mail.problem[:300]
    elif mail.state in (MailState.SENT, MailState.UNSURE):
        held.state, held.sent_at = InvitationState.SENT, now()
        held.problem = _("It may not have arrived. Ask them, or send it again.") if mail.problem else ""
    elif mail.state == MailState.QUEUED:
        held.problem = _("The mail server did not take it yet. It is tried again by itself.")


def expired_words(held: Mailed, wished_at: datetime | None) -> str:
    """That its time is over, and whether whoever holds it has asked for more; nothing while it lasts."""
    if wished_at is not None:
        return say("Expired. They ask for a new one, %(when)s", when=short_time(wished_at))
    return say("Expired %(when)s", when=short_time(held.expires_at)) if held.expires_at < now() else ""


def state_words(held: Mailed, *, opened: str) -> str:
    """Where it stands while it lasts; `opened` is what is said of one that was opened. Nothing for other states."""
    words = {
        InvitationState.NOT_SENT: say("Not sent yet") if smtp_configured() else say("Not sent: no mail server is set"),
        InvitationState.SENT: say("Sent %(when)s", when=short_time(held.sent_at or held.created_at)),
        InvitationState.OPENED: opened,
        InvitationState.REFUSED: say("The mail was refused"),
    }
    return words.get(InvitationState(held.state), "")
