"""Mail kept as a file: who, when, about what, the words, and what was attached."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from portal.features.library.extraction.formats.attached import Attached, words_of
from portal.features.library.extraction.formats.html import words
from portal.features.library.extraction.formats.wide import wide
from portal.features.library.extraction.formats.words import decode

SHOWN = ("subject", "from", "to", "cc", "date")
MOST_PARTS = 500


def pages(data: bytes) -> Iterator[str]:
    """The mail as one page."""
    if wide(data):
        data = decode(data).encode()
    mail = message_from_bytes(data, policy=policy.default)
    lines = [f"{name.capitalize()}: {_header(mail, name)}" for name in SHOWN if _header(mail, name)]
    plain, rich, attached = _parts(mail)
    yield "\n".join((*lines, "", *(plain or rich), *words_of(attached)))


def _parts(mail: EmailMessage) -> tuple[list[str], list[str], list[Attached]]:
    plain: list[str] = []
    rich: list[str] = []
    attached: list[Attached] = []
    for number, part in enumerate(mail.walk()):
        if number > MOST_PARTS:
            break
        name, kind = part.get_filename(), part.get_content_type()
        if name:
            body = part.get_payload(decode=True)
            attached.append(Attached(name, body if isinstance(body, bytes) else b""))
        elif kind == "text/plain":
            plain.append(_text(part))
        elif kind == "text/html":
            rich.append(words(_text(part)))
    return plain, rich, attached


def _text(part: EmailMessage) -> str:
    body = part.get_payload(decode=True)
    return decode(body, part.get_content_charset("") or "") if isinstance(body, bytes) else ""


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail[name] or "")
    except Exception:  # noqa: BLE001 (the library's header parser fails in many ways on broken mail)
        return ""
