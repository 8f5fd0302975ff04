"""Mail about requests for files: whom it reaches, when, what it says, and when it stays away."""

import re
from datetime import timedelta

from flask import Flask

from portal.features.requests import services
from portal.features.requests.giving import fill
from portal.features.requests.making import Wish, ask
from portal.features.requests.models import FileRequest, Wanted
from portal.features.workspaces.models import Member
from portal.features.workspaces.services import end_membership
from portal.kernel.db import db, now, write
from portal.kernel.mail import MailState, OutboundMail, words_of
from portal.readers.notifications.wishes import REQUESTS, Pace, choose
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.requests.ways import content
from tests.readers.notifications.conftest import NOW, Room

PRIYA, NGOZI, MAYA = "priya@acme.example", "ngozi@acme.example", "maya@northwind.example"


def request(cast: Cast, *, audience: str = "everyone", members: tuple[str, ...] = ("priya", "ngozi")) -> FileRequest:
    with write():
        wish = Wish(
            ("Signed NDA",),
            cast.audience(audience),
            cast.audience("team"),
            members=[cast.member(each) for each in members],
            note="Before the visit",
        )
        return ask(by=cast.actor("maya"), workspace=cast.workspace(), wish=wish, today=now().date())


def answer(cast: Cast, who: str) -> Wanted:
    sent = content(cast, "nda.txt")
    with write():
        made = db.session.query(FileRequest).one()
        wanted = db.session.query(Wanted).one()
        fill(by=cast.actor(who), request=made, wanted=wanted, contents=[sent])
    return wanted


def asked(mails: list[OutboundMail]) -> dict[str, str]:
    """Address and subject of what is about requests and was not called back."""
    return {
        mail.to_address: mail.subject
        for mail in mails
        if mail.purpose == "request" and mail.state != MailState.WITHDRAWN
    }


def test_those_asked_are_told_once_and_with_words(room: Room, cast: Cast) -> None:
    request(cast)
    mails = room.work(NOW)
    subject = "Maya Lindqvist, Northwind Robotics, asks you for files"
    assert asked(mails) == {PRIYA: subject, NGOZI: subject}
    text = words_of(next(mail for mail in mails if mail.to_address == PRIYA)).text
    for told in ("Signed NDA", "Before the visit", "/file-requests/", "No more of these"):
        assert told in text
    assert len(room.work(NOW)) == len(mails)


def test_wishes_are_respected(room: Room, cast: Cast) -> None:
    with write():
        choose(cast.person("priya"), {REQUESTS: Pace.NEVER})
        choose(cast.person("ngozi"), {}, quiet=[cast.workspace().public_id])
    request(cast)
    assert asked(room.work(NOW)) == {}


def test_whoever_is_gone_or_has_given_is_not_reminded(room: Room, cast: Cast) -> None:
    made = request(cast)
    room.work(NOW)
    with write():
        end_membership(db.session.get_one(Member, cast.member("priya").id), actor="system")
        services.remind(by=cast.actor("maya"), request=db.session.get_one(FileRequest, made.id))
    reminded = [mail for mail in room.work(NOW) if mail.subject.startswith("Reminder")]
    assert [mail.to_address for mail in reminded] == [NGOZI]
    answer(cast, "ngozi")
    with write():
        found = db.session.get_one(FileRequest, made.id)
        found.reminded_at = now() - timedelta(hours=2)
        services.remind(by=cast.actor("maya"), request=found)
    assert len([mail for mail in room.work(NOW) if mail.subject.startswith("Reminder")]) == 1


def test_whoever_asked_hears_that_something_came_and_who_gave_that_it_is_back(room: Room, cast: Cast) -> None:
    made = request(cast)
    wanted = answer(cast, "ngozi")
    assert asked(room.work(NOW))[MAYA] == "Files came in that you asked for in Palletising at Leeds and Tilburg"
    with write():
        found = db.session.get_one(Wanted, wanted.id)
        item = db.session.get_one(FileRequest, made.id)
        services.send_back(by=cast.actor("maya"), request=item, wanted=found, reason="Page 3 is not signed")
    mails = [mail for mail in room.work(NOW) if "once more" in mail.subject]
    assert [mail.to_address for mail in mails] == [NGOZI]
    assert "Page 3 is not signed" in words_of(mails[0]).text


def test_words_for_the_team_do_not_travel(room: Room, cast: Cast) -> None:
    request(cast, audience="team", members=("daniel",))
    (mail,) = (mail for mail in room.work(NOW) if mail.purpose == "request")
    words = words_of(mail)
    assert mail.to_address == "daniel@northwind.example"
    assert "Team-only words never travel by mail" in words.text
    assert "NDA" not in f"{mail.subject}{words.text}{words.html}"
    assert "Before the visit" not in words.text + words.html


def test_what_is_withdrawn_before_it_leaves_does_not_leave(room: Room, cast: Cast) -> None:
    made = request(cast)
    room.work()  # the mail waits its eight seconds
    with write():
        services.withdraw(by=cast.actor("maya"), request=db.session.get_one(FileRequest, made.id))
    assert asked(room.work(NOW)) == {}


def test_it_can_be_turned_down_from_the_mail(room: Room, cast: Cast, app: Flask, sign_in: SignIn) -> None:
    request(cast)
    (mail,) = (mail for mail in room.work(NOW) if mail.to_address == PRIYA)
    less = re.search(r"/mail/[\w.-]+", mail.unsubscribe_url)
    assert less is not None
    assert "requests for files" in app.test_client().get(less[0]).text
    assert app.test_client().post(less[0], data={"choice": "kind"}).status_code == 200
    page = sign_in("priya").get("/profile/mail").text
    chosen = re.search(r'name="requests".*?<option value="never"( selected)?', page, re.DOTALL)
    assert chosen is not None
    assert chosen[1] == " selected"
