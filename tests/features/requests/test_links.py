"""Links for people who are not members, over HTTP: one address, only to give, for a while; and every way one ends."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.features.identity import proofs
from portal.features.identity.models import Company, Person, PersonState
from portal.features.library.services import add_file
from portal.features.library.transfers import _places
from portal.features.requests import giving
from portal.features.requests.models import LinkState, RequestState, WantedState
from portal.features.workspaces.models import Member, MemberState
from portal.kernel.access import AudienceReader
from portal.kernel.db import db, now, write
from portal.kernel.mail import MailState, OutboundMail, words_of
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.identity.ways import code_to, link_to, mails
from tests.features.requests.ways import (
    JO,
    KIM,
    PDF,
    ask,
    content,
    files,
    give,
    open_link,
    place,
    send,
    the_link,
    the_request,
)
from tests.features.requests.ways import wanted as place_of

BOTH = f"Jo Kim <{JO}>\n{KIM}"


def ask_outside(sign_in: SignIn, cast: Cast, people: str = BOTH, **typed: object) -> None:
    answer = ask(sign_in("maya"), cast, members=[], people=people, audience="team", **typed)
    assert answer.status_code == 303, answer.text


def test_a_link_takes_files_after_a_code_and_shows_nothing_else(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast, note="For the contract")
    visitor, link = app.test_client(), link_to(JO, "/give/")
    before = visitor.get(link).text
    for told in ("Maya Lindqvist", "Northwind Robotics", "Signed NDA", "For the contract", JO):
        assert told in before
    assert 'type="file"' not in before
    assert open_link(visitor) == link
    assert give(visitor, link).status_code == 303
    page = visitor.get(link).text
    assert "nda.pdf" in page
    for untold in (cast.workspace().name, "Acme", "Ngozi", "Daniel", KIM, "/w/", "/files/"):
        assert untold not in before + page, untold
    (file,) = files()
    assert file.audience.kind == "team"
    shown = sign_in("daniel").get(place(cast, f"/{the_request().public_id}")).text
    assert file.public_id in shown
    assert "Jo Kim" in shown
    assert f"/files/{file.public_id}" not in visitor.get(f"/w/{cast.workspace().public_id}/files").text


def test_holders_of_two_links_see_nothing_of_each_other(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast)
    jo, kim = app.test_client(), app.test_client()
    of_jo, of_kim = open_link(jo), open_link(kim, KIM)
    give(jo, of_jo, 0, ("of-jo.pdf", PDF))
    page = kim.get(of_kim).text
    assert "of-jo" not in page
    assert JO not in page
    assert "2 things are wanted" in page
    of_hers = re.findall(r'action="(/give/[^"]+/wanted/[^"]+)"', kim.get(of_kim).text)[0]
    assert jo.get(of_kim).text.count('type="file"') == 0  # the code of one link opens no other
    assert send(jo, of_hers, ("x.pdf", PDF)).status_code == 404
    mixed = of_jo + of_hers[of_hers.index("/wanted/") :]
    assert send(jo, mixed, ("x.pdf", PDF)).status_code == 404
    assert send(app.test_client(), of_hers, ("x.pdf", PDF)).status_code == 404


def test_only_the_right_code_opens_a_link_and_for_half_a_day(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast)
    for token in (the_link().public_id, the_link().token_hash, "x"):
        answer = app.test_client().get(f"/give/{token}")
        assert answer.status_code == 410
        assert "This link does not work" in answer.text
        assert "Maya" not in answer.text
    visitor, link = app.test_client(), link_to(JO, "/give/")
    where = visitor.post(link).location
    right = code_to(JO)
    assert visitor.post(where, data={"code": f"{(int(right) + 1) % 10**6:06d}"}).status_code == 422
    assert app.test_client().post(where, data={"code": right}).status_code == 422  # another browser
    joins = visitor.post(f"/join/code/{where.rpartition('/')[2]}", data={"code": right})
    assert joins.status_code == 422
    assert 'type="file"' not in visitor.get(link).text
    of_kim = open_link(visitor, KIM)
    assert visitor.get("/profile").status_code == 303
    with visitor.session_transaction() as session:
        session["gives"] = {the_link(KIM).public_id: (now() - timedelta(hours=13)).isoformat()}
    assert 'type="file"' not in visitor.get(of_kim).text


def test_nobody_becomes_anybody_before_giving(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    people, firms = count(Person), count(Company)
    ask_outside(sign_in, cast)
    visitor = app.test_client()
    link = open_link(visitor)
    assert (count(Person), count(Company)) == (people, firms)
    give(visitor, link)
    assert (count(Person), count(Company)) == (people + 1, firms + 1)
    giver = db.session.scalars(select(Member).where(Member.state == MemberState.FORMER)).one()
    assert (giver.person.name, giver.person.state) == ("Jo Kim", PersonState.FORMER)
    reads = select(AudienceReader.audience_id).where(AudienceReader.person_id == giver.person_id)
    assert db.session.scalars(reads).all() == []
    assert visitor.post("/sign-in", data={"email": JO}).status_code == 303
    assert "is your code" in mails(JO)[0].subject  # that of the link: nothing was mailed for signing in
    assert mails(JO)[0].about.startswith("proof:")
    workspace = cast.workspace().public_id
    for who in ("ngozi", "greg", "birgitte"):
        assert "Jo Kim" not in sign_in(who).get(f"/w/{workspace}/people").text
    assert "Jo Kim" not in sign_in("maya").get(f"/w/{workspace}/people").text


def test_a_link_ends_by_time_and_says_kindly_what_to_do(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast)
    visitor = app.test_client()
    link = open_link(visitor)
    address = re.findall(r'action="(/give/[^"]+/wanted/[^"]+)"', visitor.get(link).text)[0]
    end(expires_at=now() - timedelta(seconds=1))
    gone = visitor.get(link)
    assert gone.status_code == 410
    assert "This link is too old" in gone.text
    assert "Maya Lindqvist, who sent it, can send it again" in gone.text
    assert send(visitor, address, ("x.pdf", PDF)).status_code == 404
    assert visitor.post(f"{link}/ask").status_code == 303
    assert visitor.post(f"{link}/ask").status_code == 303
    assert "You have asked for a new link" in visitor.get(link).text
    assert [mail.subject for mail in mails("maya@northwind.example")] == [f"{JO} asks for a new link"]
    page = sign_in("maya").get(place(cast, f"/{the_request().public_id}")).text
    assert "They ask for a new one" in page
    assert link_deed(sign_in, cast, "again") == 303
    assert link_to(JO, "/give/") == link  # the same link, with its whole time again
    assert visitor.get(link).status_code == 200


def test_a_revoked_link_and_a_withdrawn_request_take_nothing(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast)
    visitor = app.test_client()
    link = open_link(visitor)
    give(visitor, link)
    assert link_deed(sign_in, cast, "revoke") == 303
    assert "This link was taken back" in visitor.get(link).text
    assert link_deed(sign_in, cast, "again") == 404
    assert link_deed(sign_in, cast, "revoke") == 404
    assert place_of(link=the_link()).state == WantedState.WITHDRAWN
    assert the_request().state == RequestState.OPEN  # Kim is still asked
    kim = link_to(KIM, "/give/")
    sign_in("maya").post(place(cast, f"/{the_request().public_id}/withdraw"))
    assert "not needed any more" in visitor.get(kim).text
    states = set(db.session.scalars(select(OutboundMail.state).where(OutboundMail.purpose == "request_link")))
    assert states == {MailState.WITHDRAWN}


def test_a_link_ends_with_whoever_answers_for_it(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    answer = ask(sign_in("daniel"), cast, members=[], people=JO, audience="team")
    assert answer.status_code == 303
    visitor = app.test_client()
    link = open_link(visitor)
    member = cast.member("daniel").public_id
    assert sign_in("maya").post(f"/w/{cast.workspace().public_id}/people/{member}/remove").status_code == 303
    gone = visitor.get(link)
    assert gone.status_code == 410
    assert "Daniel Okafor no longer answers for it" in gone.text
    visitor.post(f"{link}/ask")
    assert mails("maya@northwind.example")[0].subject == f"{JO} asks for a new link"
    assert link_deed(sign_in, cast, "again") == 303
    assert "Maya Lindqvist" in visitor.get(link).text


def test_a_link_takes_so_much_and_no_more(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    app.config.update(REQUEST_LINK_FILES=2, REQUEST_LINK_BYTES=100)
    ask_outside(sign_in, cast, JO)
    visitor = app.test_client()
    link = open_link(visitor)
    large = give(visitor, link, 0, ("large.txt", b"x" * 101))
    assert large.status_code == 413
    assert "large.txt is larger than what can be kept here" in large.text
    assert give(visitor, link, 0, ("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")).status_code == 413
    assert files() == []
    assert give(visitor, link, 0, ("a.txt", b"a" * 60)).status_code == 303
    assert give(visitor, link, 1, ("b.txt", b"b" * 60)).status_code == 413
    assert give(visitor, link, 1, ("b.txt", b"b" * 40)).status_code == 303
    full = give(visitor, link, 1, ("c.txt", b""), json=True)
    assert (full.status_code, full.get_json()["error"]) == (
        413,
        "At most 2 files can be sent by this link, and 2 have come.",
    )


def test_a_link_takes_no_place_from_another(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    app.config["TRANSFERS_EACH"] = 1
    ask_outside(sign_in, cast)
    jo, kim = app.test_client(), app.test_client()
    of_jo, of_kim = open_link(jo), open_link(kim, KIM)
    assert _places().take(f"link {of_kim.rpartition('/')[2]}")
    assert give(kim, of_kim).status_code == 503
    assert give(jo, of_jo).status_code == 303


def test_the_room_of_a_workspace_is_not_told_to_a_link(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    app.config["WORKSPACE_QUOTA_BYTES"] = 6400
    ask_outside(sign_in, cast, JO)
    visitor = app.test_client()
    link = open_link(visitor)
    before = giving.room_of(the_link())
    came, where, heard = content(cast, "a.txt", b"x" * 10), cast.workspace(), cast.audience("team")
    with write():
        add_file(by=cast.actor("maya"), workspace=where, audience=heard, folder=None, content=came)
    assert giving.room_of(the_link()) == before - 100  # a whole step, whatever came
    assert give(visitor, link, 0, ("b.txt", b"y" * 6350)).status_code == 413
    assert give(visitor, link, 0, ("b.txt", b"y" * 7)).status_code == 303
    assert giving.room_of(the_link()) == before - 100 - 7


def test_what_is_sent_back_comes_with_its_reason_and_the_same_link(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast, JO)
    visitor, maya = app.test_client(), sign_in("maya")
    link = open_link(visitor)
    give(visitor, link)
    url = place(cast, f"/{the_request().public_id}/wanted/{place_of(link=the_link()).public_id}")
    assert maya.post(f"{url}/back", data={"reason": "Not signed"}).status_code == 303
    assert mails(JO)[0].subject == "Maya Lindqvist, Northwind Robotics, needs a file once more"
    assert "Not signed" in words_of(mails(JO)[0]).text
    assert link_to(JO, "/give/") == link
    assert "Not signed" in visitor.get(link).text
    give(visitor, link)
    assert maya.post(f"{url}/accept").status_code == 303
    assert "Accepted" in visitor.get(link).text


def test_reminders_can_be_turned_off(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast)
    visitor, maya, url = app.test_client(), sign_in("maya"), place(cast, f"/{the_request().public_id}/remind")
    link = link_to(JO, "/give/")
    assert visitor.post(f"{link}/quiet").status_code == 404  # not before the address is proved
    open_link(visitor)
    assert visitor.post(f"{link}/quiet").status_code == 303
    assert maya.post(url).status_code == 303
    assert not mails(JO)[0].subject.startswith("Reminder")
    assert mails(KIM)[0].subject == "Reminder: Maya Lindqvist, Northwind Robotics, asks you for files"
    assert "within the last hour" in maya.post(url).text
    with write():
        refused = the_link()
        refused.state, refused.problem = LinkState.REFUSED, "550 no such address"
    assert "550 no such address" in maya.get(url.removesuffix("/remind")).text


def test_whoever_is_signed_in_with_the_address_needs_no_code(sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast, "birgitte@halden.example")
    link = link_to("birgitte@halden.example", "/give/")
    assert 'type="file"' in sign_in("birgitte").get(link).text
    other = sign_in("rashid").get(link).text
    assert "This link is for another address" in other
    assert 'type="file"' not in other
    assert give(sign_in("birgitte"), link).status_code == 303
    assert files()[0].made_by.person_id == cast.person("birgitte").id
    assert sign_in("birgitte").get(f"/w/{cast.workspace().public_id}").status_code == 404


def test_a_link_outlives_the_secret_it_was_made_with(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    ask_outside(sign_in, cast, JO)
    old = link_to(JO, "/give/")
    app.config["SECRET_KEY"] = "another-testing-secret"
    assert app.test_client().get(old).status_code == 200
    assert link_deed(sign_in, cast, "again") == 303
    assert app.test_client().get(old).status_code == 410
    assert app.test_client().get(link_to(JO, "/give/")).status_code == 200


def link_deed(sign_in: SignIn, cast: Cast, deed: str) -> int:
    url = place(cast, f"/{the_request().public_id}/links/{the_link().public_id}/{deed}")
    return sign_in("maya").post(url).status_code


def end(**values: object) -> None:
    with write():
        link = the_link()
        for name, value in values.items():
            setattr(link, name, value)


def count(noun: type[Person | Company]) -> int:
    return len(db.session.scalars(select(noun)).all())


assert timedelta(hours=1) > proofs.LIFETIME
