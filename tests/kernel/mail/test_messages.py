"""What travels: headers nobody can write into, both texts, names from everywhere, encryption that is checked."""

import ssl
from email.policy import SMTP
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.db import now
from portal.kernel.mail import MailState, OutboundMail
from portal.kernel.mail.compose import ascii_address, compose
from tests.cast import Cast
from tests.kernel.mail.conftest import mail, queue, use, work
from tests.smtp import Postman, mail_server, make_certificate

SENDER = "portal@northwind.example"


def made(**fields: object) -> OutboundMail:
    known = {"public_id": "a" * 16, "created_at": now(), "from_name": "", "to_name": "", "html": "", "thread_key": ""}
    rest = {"to_address": "priya@acme.example", "subject": "Hello", "text": "Words.\n", "unsubscribe_url": ""}
    return OutboundMail(**(known | rest | fields))


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_can_write_a_header(subject: str, name: str) -> None:
    evil = f"{subject}\r\nBcc: everyone@acme.example\n\n{name}"
    message = compose(made(subject=evil, from_name=evil, to_name=evil, thread_key="thread.x\r\nBcc: y"), sender=SENDER)
    raw = message.as_bytes(policy=SMTP.clone(max_line_length=998))
    head = raw.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert b"bcc" not in names
    assert names.count(b"subject") == names.count(b"to") == names.count(b"from") == 1


def test_a_mail_says_who_what_and_how_to_end_it(app: Flask, postman: Postman) -> None:
    use(app, postman, MAIL_FROM=SENDER)
    url = "https://portal.example/mail/" + "x" * 240
    sent = queue(
        from_name="Dr Ngozi Adeyemi-Okonkwo, Acme Foods",
        to_name="Maya Lindqvist",
        html="<p>Wörds.</p>",
        text="Wörds.\n",
        subject="Ünïcode " + "long " * 70,
        thread_key="thread.abc",
        unsubscribe_url=url,
    )
    work()
    (message,) = postman.messages
    assert message["From"].addresses[0].display_name == "Dr Ngozi Adeyemi-Okonkwo, Acme Foods"
    assert message["From"].addresses[0].addr_spec == SENDER
    assert message["Message-ID"] == f"<{mail(sent).public_id}@northwind.example>"
    assert message["In-Reply-To"] == message["References"] == "<thread.abc@northwind.example>"
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"].startswith("Ünïcode long long")
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().strip() == "Wörds."
    assert "<p>Wörds.</p>" in rich.get_content()


@pytest.mark.parametrize(
    ("given", "expected"),
    [("a@bücher.example", "a@xn--bcher-kva.example"), ("a@b.example", "a@b.example"), ("ü@b.example", "ü@b.example")],
)
def test_domains_of_every_script_are_reached(given: str, expected: str) -> None:
    assert ascii_address(given) == expected


def test_a_domain_with_an_umlaut_is_delivered(app: Flask, postman: Postman) -> None:
    use(app, postman)
    queue(to_address="a@bücher.example")
    work()
    assert postman.receivers == ["a@xn--bcher-kva.example"]


def test_odd_but_valid_addresses_are_one_recipient(app: Flask, postman: Postman) -> None:
    use(app, postman)
    queue(to_address="o'brien+x/y=z(1)@acme.example")
    work()
    assert len(postman.receivers) == 1


def test_starttls_with_a_certificate_one_trusts(app: Flask, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with mail_server(certificate) as server:
        use(app, server, SMTP_SECURITY="starttls", SMTP_CA_FILE=str(certificate))
        sent = queue()
        work()
        assert mail(sent).state == MailState.SENT
        assert server.encrypted == [True]


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_nothing_is_sent_to_a_server_one_cannot_trust_or_without_encryption_it_asks_for(
    app: Flask, tmp_path: Path, security: str
) -> None:
    with mail_server(make_certificate(tmp_path)) as server:
        use(app, server, SMTP_SECURITY=security)
        waiting = queue()
        work()
        assert server.messages == []
        assert mail(waiting).state == MailState.QUEUED
        wanted = ssl.SSLCertVerificationError.__name__ if security == "starttls" else "SMTP"
        assert wanted in mail(waiting).problem


def test_names_and_subjects_of_any_length_fit(both: tuple[Flask, Cast], postman: Postman) -> None:
    app, _cast = both
    use(app, postman)
    queue(from_name="Ngözi " * 100, to_name="n" * 500, subject="Lïne\r\n" * 300)
    work()
    (message,) = postman.messages
    assert message["Subject"].startswith("Lïne Lïne")
    assert len(message["Subject"]) <= 400
