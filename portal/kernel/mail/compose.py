"""An outbox row as a message: one recipient, headers that cannot be injected into, one-click unsubscribe."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from portal.kernel.mail.models import OutboundMail
from portal.kernel.mail.words import words_of
from portal.kernel.text import clean_line

# An address in angle brackets must not be folded: some servers read the broken one. 998 is what SMTP allows a line.
UNFOLDED = SMTP.clone(max_line_length=998)
LONGEST_NAME = 120


def compose(mail: OutboundMail, *, sender: str) -> EmailMessage:
    """Build the message. Its Message-ID comes from the row, so that a second attempt is recognised as the same."""
    place = ascii_address(sender).rpartition("@")[2]
    message = EmailMessage(policy=UNFOLDED)
    message["Subject"] = clean_line(mail.subject)
    message["From"] = _address(mail.from_name or "Throughline", sender)
    message["To"] = _address(mail.to_name, mail.to_address)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.public_id}@{place}>"
    if mail.thread_key:  # a message nobody has: programs group what refers to the same one
        message["In-Reply-To"] = message["References"] = f"<{clean_line(mail.thread_key)}@{place}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    words = words_of(mail)
    message.set_content(words.text)
    if words.html:
        message.add_alternative(words.html, subtype="html")
    return message


def ascii_address(email: str) -> str:
    """The address with its domain in the form every mail server knows (IDNA); the part before the @ as it is."""
    local, _, domain = email.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return email


def _address(name: str, email: str) -> Address:
    local, _, domain = ascii_address(email).rpartition("@")
    return Address(clean_line(name, limit=LONGEST_NAME), username=local, domain=domain)
