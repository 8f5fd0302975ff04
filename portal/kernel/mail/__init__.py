"""Mail out: a row in the caller's transaction, sent by a job that asks again whether it may.

Without SMTP_HOST mail stays in the outbox: shown on a page in development, and said to be missing elsewhere.
"""

from portal.kernel.mail.models import MailAbout, MailState, OutboundMail
from portal.kernel.mail.queue import queue_mail, withdraw_mail
from portal.kernel.mail.send import after_refusal, recheck, send_again, smtp_configured
from portal.kernel.mail.words import words_of, written_later

__all__ = [
    "MailAbout",
    "MailState",
    "OutboundMail",
    "after_refusal",
    "queue_mail",
    "recheck",
    "send_again",
    "smtp_configured",
    "withdraw_mail",
    "words_of",
    "written_later",
]
