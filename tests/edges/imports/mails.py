"""Small mail archives, written for the tests."""

import gzip
from pathlib import Path

LINE = b"From sender@archive.example Mon Apr 29 08:26:45 2019\n"


def mail(body: str | bytes = "Words.", *, charset: str = "utf-8", **headers: str) -> bytes:
    """A message; `message_id="<a@x>"` gives Message-ID, and so on. An empty value leaves a header out."""
    said = {
        "from": "Ada Moss <ada@mill.example>",
        "date": "Mon, 29 Apr 2019 08:00:00 +0000",
        "subject": "Belts",
        "message_id": "<first@mill.example>",
        "content_type": f"text/plain; charset={charset}",
    } | headers
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in said.items() if value]
    words = body if isinstance(body, bytes) else body.encode(charset)
    return "\n".join(lines).encode() + b"\n\n" + words + b"\n"


def write_mbox(path: Path, *mails: bytes) -> Path:
    """An archive of these, packed where the name says so."""
    data = b"".join(LINE + each + b"\n" for each in mails)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def multipart(*parts: tuple[str, bytes], kind: str = "mixed") -> tuple[str, bytes]:
    """Content type and body of a message with these parts: (headers, bytes)."""
    body = b"".join(b"--cut\n" + head.encode() + b"\n\n" + data + b"\n" for head, data in parts)
    return f'multipart/{kind}; boundary="cut"', body + b"--cut--\n"
