"""The inside of a mail: the words people wrote, and what they attached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from portal.edges.imports.charsets import header_text, text_of
from portal.edges.imports.headings import Malformed
from portal.kernel.text import clean_line, clean_text, mail_to_markdown, text_to_markdown

MOST_PARTS = 1000
DEEPEST = 50
LONGEST_WORDS = 100_000  # characters shown in the post; the whole is attached beside it
SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
ENDINGS = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/html": ".html", "text/plain": ".txt"}
BARE_NAME = re.compile(r"=\?|%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a mail."""

    name: str
    data: bytes


@dataclass(slots=True)
class Inside:
    """A mail's words as Markdown, its attachments, and how many signatures of machines were set aside."""

    body: str = ""
    attached: list[Attached] = field(default_factory=list)
    signatures: int = 0


def inside_of(mail: Message) -> Inside:
    """Take a mail apart; raises Malformed for one that is nested beyond reason."""
    found = Inside()
    plain: list[str] = []
    rich: list[str] = []
    for part in _leaves(mail):
        kind = part.get_content_type()
        if kind in SIGNATURES:
            found.signatures += 1
        elif _is_words(part, kind):
            text = clean_text(text_of(_data(part), part.get_content_charset() or ""))
            (plain if kind == "text/plain" else rich).append(text)
        else:
            data = _data(part)
            if data:
                found.attached.append(Attached(_name(part, kind, len(found.attached) + 1), data))
    found.body = _body(plain, rich)
    if len(found.body) > LONGEST_WORDS:
        found.attached.append(Attached("whole message.txt", "\n".join(plain or rich).encode()))
        found.body = _shortened(found.body)
    return found


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something, in order. A mail within a mail is one part."""
    waiting, count = [(mail, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            raise Malformed("it is nested deeper, or in more parts, than any mail needs")
        below = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(below, list):
            waiting.extend((each, depth + 1) for each in reversed(below) if isinstance(each, Message))
        else:
            yield part


def _is_words(part: Message, kind: str) -> bool:
    if kind not in ("text/plain", "text/html"):
        return part.get_content_maintype() == "multipart"  # says it has parts and has none: its words are its text
    named = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    return not named or (
        part.get_content_disposition() == "inline" and kind == "text/plain" and not part.get_filename()
    )


def _data(part: Message) -> bytes:
    payload = part.get_payload()
    if isinstance(payload, list):  # a mail within a mail
        return b"\n".join(each.as_bytes(unixfrom=False) for each in payload if isinstance(each, Message))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else str(payload or "").encode("utf-8", "replace")


def _body(plain: list[str], rich: list[str]) -> str:
    """The plain words where there are any worth reading, else those of the HTML."""
    text = "\n\n".join(part.strip("\n") for part in plain if part.strip())
    html = "\n\n".join(filter(None, map(mail_to_markdown, rich))) if rich and _is_stub(text, rich) else ""
    return html or text_to_markdown(text)


def _is_stub(text: str, rich: list[str]) -> bool:
    """Whether the plain text only says that there is HTML."""
    words = len(text.split())
    return words == 0 or (words < 25 and sum(len(re.sub(r"<[^>]*>", " ", html).split()) for html in rich) > words * 4)


def _name(part: Message, kind: str, number: int) -> str:
    raw = part.get_filename() or ""
    name = clean_line(header_text(raw)) if BARE_NAME.search(raw) or not raw.isascii() else clean_line(raw)
    below = part.get_payload()
    if not name and kind == "message/rfc822" and isinstance(below, list) and isinstance(below[0], Message):
        name = clean_line(header_text(str(below[0].get("subject", ""))), limit=80)
    name = name or f"part {number}"
    ending = ENDINGS.get(kind, "")
    return name if "." in name[-8:] or not ending else name + ending


def _shortened(body: str) -> str:
    """The beginning, ended between lines; an open block of code is closed."""
    kept = body[:LONGEST_WORDS].rpartition("\n")[0] or body[:LONGEST_WORDS]
    fences = re.findall(r"^(`{3,})", kept, re.MULTILINE)
    return kept + (f"\n{fences[-1]}" if len(fences) % 2 else "") + "\n\n\u2026"
