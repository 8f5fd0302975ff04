"""A real mail server for tests: takes, refuses or delays what it is told to, with STARTTLS if it has a certificate."""

import contextlib
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.servers import free_port


@dataclass(slots=True)
class Postman:
    """What arrived, and what to answer by recipient (at RCPT) or to every message (at DATA)."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    answers: str = ""

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        server: Any,  # noqa: ARG002 (interface)
        session: Any,  # noqa: ARG002 (interface)
        envelope: Any,
        address: str,
        options: list[str],  # noqa: ARG002 (interface)
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002 (interface)
        """Take or refuse a message."""
        if self.answers:
            return self.answers
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.receivers += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@contextlib.contextmanager
def mail_server(certificate: Path | None = None) -> Iterator[Postman]:
    """Runs until the block ends. With a certificate (and its key in one PEM file) it takes mail only after STARTTLS."""
    postman, context = Postman(free_port()), None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    controller = Controller(
        postman, hostname="127.0.0.1", port=postman.port, tls_context=context, require_starttls=context is not None
    )
    controller.start()
    try:
        yield postman
    finally:
        controller.stop()


def make_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, made, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    both.write_text(key.read_text() + made.read_text())
    return both
