"""Somebody whose old mail was imported is invited, and is the same person from then on."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.edges.imports.mbox import import_mbox
from portal.features.discussions.models import Post
from portal.features.discussions.queries import unread_by_workspace
from portal.features.identity.models import Person, PersonState
from portal.features.identity.queries import person_by_email
from portal.features.workspaces.models import Member, MemberState
from portal.features.workspaces.queries import readers_of
from portal.kernel.db import db
from portal.kernel.ledger import verify
from portal.kernel.mail import OutboundMail
from tests.cast import Cast
from tests.conftest import SignIn
from tests.edges.imports.mails import mail, write_mbox
from tests.features.identity.ways import ask, code_to, link_to

ADA = "ada@mill.example"


def bring_in(cast: Cast, tmp_path: Path, audience: str = "everyone") -> None:
    path = write_mbox(tmp_path / "a.mbox", mail("My *old* words.", **{"from": f"Ada Moss <{ADA}>"}))
    import_mbox(
        path,
        workspace=cast.workspace(),
        member=cast.member("maya"),
        audience=cast.audience(audience),
        progress=lambda _done, _of: None,
    )


def test_they_cannot_sign_in(app: Flask, cast: Cast, tmp_path: Path) -> None:
    bring_in(cast, tmp_path)
    ask(app.test_client(), ADA)
    mails = db.session.scalars(select(OutboundMail).where(OutboundMail.to_address == ADA)).all()
    assert mails == []
    assert person_by_email(ADA) is None


def test_they_are_on_no_list_of_people(app: Flask, cast: Cast, tmp_path: Path, sign_in: SignIn) -> None:
    bring_in(cast, tmp_path)
    place = f"/w/{cast.workspace().public_id}"
    maya = sign_in("maya")
    assert "Ada Moss" not in maya.get(f"{place}/people").text
    thread = db.session.scalars(select(Post)).one().thread
    shown = maya.get(f"{place}/threads/{thread.public_id}").text
    assert "Ada Moss" in shown
    assert "Mill" in shown
    assert "imported" in shown
    assert "<em>old</em>" not in shown  # a mail's stars are stars
    assert "My *old* words." in shown


def test_who_accepts_an_invitation_is_who_wrote(app: Flask, cast: Cast, tmp_path: Path, sign_in: SignIn) -> None:
    bring_in(cast, tmp_path)
    before = db.session.scalars(select(Member).join(Person).where(Person.name == "Ada Moss")).one()
    person_id, member_id, key = before.person_id, before.id, before.public_id
    place = f"/w/{cast.workspace().public_id}"
    asked = {"emails": ADA, "role": "member", "company": "The Old Mill"}
    assert sign_in("maya").post(f"{place}/people/invite", data=asked).status_code == 303
    visitor = app.test_client()
    joined = visitor.post(link_to(ADA, "/join/"), data={"name": "Ada Moss-Lee"})
    assert visitor.post(joined.location, data={"code": code_to(ADA)}).status_code == 303
    db.session.expire_all()
    person = person_by_email(ADA)
    assert person is not None
    assert (person.id, person.state, person.name) == (person_id, PersonState.ACTIVE, "Ada Moss-Lee")
    assert person.self_audience_id is not None
    member = db.session.get_one(Member, member_id)
    assert (member.public_id, member.state) == (key, MemberState.ACTIVE)
    assert member.id in {each.id for each in readers_of(cast.audience())}
    post = db.session.scalars(select(Post)).one()
    assert post.author_id == member_id
    shown = visitor.get(f"{place}/posts/{post.public_id}", follow_redirects=True).text
    assert "My *old* words." in shown
    assert unread_by_workspace(person.actor()) == {}
    assert verify(db.session()).findings == []


def test_what_they_wrote_to_the_team_stays_hidden_from_them(
    app: Flask, cast: Cast, tmp_path: Path, sign_in: SignIn
) -> None:
    bring_in(cast, tmp_path, audience="team")
    place = f"/w/{cast.workspace().public_id}"
    asked = {"emails": ADA, "role": "member", "company": "The Old Mill"}
    answer = sign_in("maya").post(f"{place}/people/invite", data=asked)
    assert answer.status_code == 303, answer.text
    visitor = app.test_client()
    joined = visitor.post(link_to(ADA, "/join/"), data={"name": "Ada"})
    visitor.post(joined.location, data={"code": code_to(ADA)})
    post = db.session.scalars(select(Post)).one()
    assert visitor.get(f"{place}/threads").status_code == 200
    assert visitor.get(f"{place}/posts/{post.public_id}").status_code == 404
    assert visitor.get(f"{place}/threads/{post.thread.public_id}").status_code == 404
