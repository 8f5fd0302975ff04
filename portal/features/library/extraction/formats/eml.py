"""Mail kept as a file: who, when, about what, the words, and what was attached."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from portal.features.library.extraction.formats.attached import words_of
from portal.features.library.extraction.formats.html import words
from portal.features.library.extraction.formats.letter import Attached, Letter
from portal.features.library.extraction.formats.wide import wide
from portal.features.library.extraction.formats.words import decode

SHOWN = ("subject", "from", "to", "cc", "date")
MOST_PARTS = 500


def pages(data: bytes) -> Iterator[str]:
    """The mail as one page."""
    mail = letter(data)
    body = mail.plain or words(mail.rich)
    yield "\n".join((*mail.lines(), "", body, *words_of(mail.attached)))


def letter(data: bytes) -> Letter:
    """The mail, its parts put together."""
    if wide(data):
        data = decode(data).encode()
    mail = message_from_bytes(data, policy=policy.default)
    heads = {name: said for name in SHOWN if (said := _header(mail, name))}
    plain: list[str] = []
    rich: list[str] = []
    attached: list[Attached] = []
    for number, part in enumerate(mail.walk()):
        if number > MOST_PARTS:
            break
        name, kind = part.get_filename(), part.get_content_type()
        if name or kind.startswith("image/"):
            body = part.get_payload(decode=True)
            shown = str(part.get("content-id", "")).strip("<> \t")
            attached.append(Attached(name or "", body if isinstance(body, bytes) else b"", content_id=shown))
        elif kind == "text/plain":
            plain.append(_text(part))
        elif kind == "text/html":
            rich.append(_text(part))
    return Letter(heads, "\n".join(plain), "\n".join(rich), attached)


def _text(part: EmailMessage) -> str:
    body = part.get_payload(decode=True)
    return decode(body, part.get_content_charset("") or "") if isinstance(body, bytes) else ""


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail[name] or "")
    except Exception:  # noqa: BLE001 (the library's header parser fails in many ways on broken mail)
        return ""
