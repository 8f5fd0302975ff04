"""Short ways through inviting and joining."""

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.workspaces.models import Invitation
from portal.kernel.db import db
from tests.cast import Cast
from tests.features.identity.ways import code_to

NEW = "newcomer@acme.example"


def place(cast: Cast, rest: str = "") -> str:
    return f"/w/{cast.workspace().public_id}/people{rest}"


def invite(client: FlaskClient, cast: Cast, emails: str = NEW, **more: str) -> str:
    said = {"emails": emails, "company": "Acme Foods", "role": "member", "message": "Hello"} | more
    answer = client.post(place(cast, "/invite"), data=said)
    return answer.text if answer.status_code == 422 else answer.headers.get("Location", str(answer.status_code))


def invitation(email: str = NEW) -> Invitation:
    db.session.rollback()
    query = select(Invitation).where(Invitation.email == email).order_by(Invitation.id.desc())
    return db.session.scalars(query.execution_options(populate_existing=True)).first() or Invitation()


def join(client: FlaskClient, link: str, email: str = NEW, name: str = "New Comer") -> str:
    answer = client.post(link, data={"name": name})
    assert answer.status_code == 303, answer.text
    done = client.post(answer.location, data={"code": code_to(email)})
    assert done.status_code == 303, done.text
    return done.location
