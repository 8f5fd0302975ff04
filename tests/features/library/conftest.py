"""A frame around pages for as long as nothing else gives one, and short ways to add files."""

import io
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.features.library.models import File
from portal.kernel.db import db
from portal.kernel.jobs import Worker
from tests.cast import Cast

Put = Callable[..., TestResponse]
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(autouse=True)
def frame(request: pytest.FixtureRequest) -> None:
    if "both" in request.fixturenames:
        return  # the frame is for pages; `both` has an application of its own
    app = request.getfixturevalue("app")
    company = {"name": "Acme Foods", "letter": "A", "tone": 1}
    defaults = {
        "ws": {"name": "Acme", "sub": "", "marks": [company], "url": "/", "tabs": [], "here": []},
        "rail": {"workspaces": [], "total": 0, "needs": 0, "urls": {"home": "/", "search": "/search"}},
        "me": {"name": "Maya", "initials": "ML", "tone": 1, "url": "/"},
    }
    for name, value in defaults.items():
        app.jinja_env.globals.setdefault(name, value)


@pytest.fixture
def put(cast: Cast) -> Put:
    """Upload as a browser without script does: `put(client, "a.txt", b"words")`."""

    def go(
        client: FlaskClient, name: str, data: bytes, *, audience: str = "everyone", folder: str = "", json: bool = True
    ) -> TestResponse:
        fields = {"folder": folder, "audience": audience, "file": FileStorage(io.BytesIO(data), name)}
        accept = {"Accept": "application/json"} if json else {}
        boundary, body = encode_multipart(fields)
        kind = f"multipart/form-data; boundary={boundary}"
        return client.post(place(cast), data=body, content_type=kind, headers=accept)

    return go


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    """Let the worker do what waits."""

    def in_context(call: Callable[[], None]) -> None:
        with app.app_context():
            call()

    return Worker(in_context).drain


def place(cast: Cast, rest: str = "") -> str:
    return f"/w/{cast.workspace().public_id}/files{rest}"


def file_named(name: str) -> File:
    return db.session.scalars(select(File).where(File.name == name, File.deleted_at.is_(None))).one()


def file_of(answer: TestResponse) -> File:
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    return db.session.scalars(select(File).where(File.public_id == answer.json["files"][0]["id"])).one()


def mail_with(paper: bytes, inner: bytes) -> bytes:
    """A mail with a PDF file, another mail and a text attached."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Case", "Maya <maya@a.example>", "daniel@b.example"
    made.set_content("Both are attached.")
    made.add_attachment(paper, maintype="application", subtype="pdf", filename="Case.pdf")
    made.add_attachment(inner, maintype="application", subtype="octet-stream", filename="Inner.eml")
    made.add_attachment(b"<b>Notes</b> of the day", maintype="text", subtype="plain", filename="<i>notes</i>.txt")
    return made.as_bytes()
