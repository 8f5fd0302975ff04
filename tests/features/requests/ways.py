"""Short ways through asking and giving, as browsers without script go them."""

import io
import re

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.features.library.models import File
from portal.features.library.store import Content, keep
from portal.features.requests.models import FileRequest, RequestLink, Wanted
from portal.kernel.db import db
from tests.cast import Cast
from tests.features.identity.ways import code_to, link_to

JO = "jo@lawfirm.example"
KIM = "kim@lawfirm.example"
PDF = b"%PDF-1.4\n%%EOF\n"


def place(cast: Cast, rest: str = "") -> str:
    return f"/w/{cast.workspace().public_id}/file-requests{rest}"


def ask(client: FlaskClient, cast: Cast, **typed: object) -> TestResponse:
    """Ask Priya and Ngozi, in the eyes of everyone, unless something else is said."""
    chosen = [cast.member(who).public_id for who in ("priya", "ngozi")]
    said = {"items": "Signed NDA\nNetwork diagram", "audience": "everyone", "members": chosen, "how": "any"}
    said |= {"into": "team", "days": "30", "due": "", "note": "", "people": ""}
    return client.post(place(cast), data=said | typed)


def content(cast: Cast, name: str, words: bytes = b"Words") -> Content:
    """Bytes that have come and belong to nothing yet."""
    return keep(cast.workspace().public_id, name, [words], limit=10_000)


def the_request() -> FileRequest:
    db.session.rollback()
    query = select(FileRequest).order_by(FileRequest.id.desc()).execution_options(populate_existing=True)
    return db.session.scalars(query).first() or FileRequest()


def the_link(email: str = JO) -> RequestLink:
    db.session.rollback()
    query = select(RequestLink).where(RequestLink.email == email).order_by(RequestLink.id.desc())
    return db.session.scalars(query.execution_options(populate_existing=True)).first() or RequestLink()


def wanted(number: int = 0, *, link: RequestLink | None = None) -> Wanted:
    """A place of the newest request, in the order they were made; of a link if one is given."""
    db.session.rollback()
    items = [item.id for item in the_request().items]
    query = select(Wanted).where(Wanted.item_id.in_(items), Wanted.link_id == (link.id if link else None))
    found = db.session.scalars(query.order_by(Wanted.id).execution_options(populate_existing=True)).all()
    return found[number]


def files() -> list[File]:
    db.session.rollback()
    return list(db.session.scalars(select(File).order_by(File.id)).unique())


def send(client: FlaskClient, url: str, *named: tuple[str, bytes], json: bool = False) -> TestResponse:
    """Upload these files in one form."""
    fields = {"file": [FileStorage(io.BytesIO(data), name) for name, data in named]}
    boundary, body = encode_multipart(fields)
    accept = {"Accept": "application/json"} if json else {}
    return client.post(url, data=body, content_type=f"multipart/form-data; boundary={boundary}", headers=accept)


def fill(client: FlaskClient, cast: Cast, number: int = 0, *named: tuple[str, bytes], **how: bool) -> TestResponse:
    url = place(cast, f"/{the_request().public_id}/wanted/{wanted(number).public_id}")
    return send(client, url, *(named or (("nda.pdf", PDF),)), **how)


def decide(client: FlaskClient, cast: Cast, deed: str, number: int = 0, **said: str) -> TestResponse:
    url = place(cast, f"/{the_request().public_id}/wanted/{wanted(number).public_id}/{deed}")
    return client.post(url, data=said)


def open_link(client: FlaskClient, email: str = JO) -> str:
    """Prove the address; gives the path of the link."""
    link = link_to(email, "/give/")
    answer = client.post(link)
    assert answer.status_code == 303, answer.text
    done = client.post(answer.location, data={"code": code_to(email)})
    assert (done.status_code, done.location) == (303, link), done.text
    return link


def give(client: FlaskClient, link: str, number: int = 0, *named: tuple[str, bytes], **how: bool) -> TestResponse:
    """Send files for the thing of that number on the page behind a link."""
    places = re.findall(r'action="(/give/[^"]+/wanted/[^"]+)"', client.get(link).text)
    return send(client, places[number], *(named or (("nda.pdf", PDF),)), **how)
