"""An outbox row as a message: one recipient, headers that cannot be injected into, one-click unsubscribe."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from portal.kernel.mail.models import OutboundMail
from portal.kernel.text import clean_line


def compose(mail: OutboundMail, *, sender: str) -> EmailMessage:
    """Build the message. Its Message-ID comes from the row, so that a second attempt is recognised as the same."""
    message = EmailMessage()
    message["Subject"] = clean_line(mail.subject)
    message["From"] = Address(clean_line(mail.from_name) or "Throughline", addr_spec=sender)
    message["To"] = Address(clean_line(mail.to_name), addr_spec=mail.to_address)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.public_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message
