"""Short ways through signing in: the newest mail to somebody, and the code or link in it."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.kernel.db import db
from portal.kernel.mail import OutboundMail, words_of


def mails(address: str) -> list[OutboundMail]:
    """What was mailed to an address, newest first."""
    db.session.rollback()
    query = select(OutboundMail).where(OutboundMail.to_address == address).order_by(OutboundMail.id.desc())
    return list(db.session.scalars(query))


def code_to(address: str) -> str:
    """The newest code mailed there."""
    found = re.search(r"\b\d{6}\b", words_of(mails(address)[0]).text)
    assert found is not None
    return found[0]


def link_to(address: str, path: str = "/sign-in/link/") -> str:
    """The newest link mailed there, as a path."""
    found = re.search(rf"({path}[\w-]+)", words_of(mails(address)[0]).text)
    assert found is not None
    return found[1]


def ask(client: FlaskClient, email: str, **more: str) -> str:
    """Ask for a code; gives the address of the page that takes it."""
    answer = client.post("/sign-in", data={"email": email} | more)
    assert answer.status_code == 303, answer.text
    return answer.location


def signed_in(client: FlaskClient) -> bool:
    return client.get("/profile").status_code == 200


def sign_in_by_code(client: FlaskClient, email: str) -> TestResponse:
    return client.post(ask(client, email), data={"code": code_to(email)})
