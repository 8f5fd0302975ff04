"""From a post to a mail server and what it gets; refusals where they matter; the outbox of development."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.features.workspaces.models import Invitation, InvitationState
from portal.kernel.db import db, write
from portal.kernel.mail import MailState, OutboundMail
from tests.cast import Cast
from tests.conftest import SignIn
from tests.kernel.mail.conftest import use
from tests.readers.notifications.conftest import NOW, SOON, Room
from tests.smtp import Postman, mail_server

INVITE = {"emails": "new@acme.example", "company": "Acme Foods", "role": "member"}


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    with mail_server() as server:
        use(app, server, MAIL_FROM="portal@northwind.example")
        yield server


def test_mails_of_one_thread_stay_together_and_go_to_one_person_each(room: Room, postman: Postman) -> None:
    thread = room.begin("maya", kind="announcement", title="Go-live moves")
    room.work(SOON)
    assert sorted(postman.receivers) == [
        "daniel@northwind.example",
        "emily@acme.example",
        "greg@acme.example",
        "ngozi@acme.example",
        "priya@acme.example",
    ]
    room.reply("maya", thread, room.mention("priya"))
    room.work(NOW)
    mine = [message for message in postman.messages if message["To"].addresses[0].username == "priya"]
    assert [message["Subject"] for message in mine] == ["Go-live moves"] * 2
    assert {message["References"] for message in mine} == {f"<thread.{thread.public_id}@northwind.example>"}
    assert len({message["Message-ID"] for message in postman.messages}) == len(postman.messages)
    for message in postman.messages:
        assert len(message["To"].addresses) == 1
        assert message["Cc"] is message["Bcc"] is None
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(r"<http://portal\.test/mail/[\w.-]+>", message["List-Unsubscribe"])


def test_the_same_link_unsubscribes_in_one_click(room: Room, postman: Postman, app: Flask) -> None:
    thread = room.begin("priya")
    room.reply("maya", thread)
    room.work(SOON)
    (message,) = postman.messages
    url = message["List-Unsubscribe"].strip("<>").removeprefix("http://portal.test")
    assert app.test_client().post(url, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    room.reply("maya", thread, "More.")
    room.work(2 * SOON)
    assert len(postman.messages) == 1


def test_a_refused_invitation_says_so_at_the_invitation(
    sign_in: SignIn, cast: Cast, room: Room, postman: Postman
) -> None:
    postman.refuses["new@acme.example"] = "550 5.1.1 No such user here"
    people = f"/w/{cast.workspace().public_id}/people"
    assert sign_in("maya").post(f"{people}/invite", data=INVITE).status_code in (200, 303)
    room.work()
    page = sign_in("maya").get(people).get_data(as_text=True)
    assert "The mail was refused" in page
    assert "550 5.1.1 No such user here" in page


def test_a_busy_server_is_told_at_the_invitation_until_it_is_sent(
    sign_in: SignIn, cast: Cast, room: Room, postman: Postman
) -> None:
    postman.refuses["new@acme.example"] = "450 4.7.1 Greylisted"
    people = f"/w/{cast.workspace().public_id}/people"
    sign_in("maya").post(f"{people}/invite", data=INVITE)
    room.work()
    assert "It is tried again by itself." in sign_in("maya").get(people).get_data(as_text=True)
    postman.refuses.clear()
    room.work(SOON)
    found = db.session.query(Invitation).one()
    assert (found.state, found.problem) == (InvitationState.SENT, "")


def test_without_a_mail_server_an_invitation_is_not_said_to_be_sent(sign_in: SignIn, cast: Cast, room: Room) -> None:
    people = f"/w/{cast.workspace().public_id}/people"
    sign_in("maya").post(f"{people}/invite", data=INVITE)
    room.work()
    assert "Not sent: no mail server is set" in sign_in("maya").get(people).get_data(as_text=True)
    assert db.session.query(Invitation).one().state == InvitationState.NOT_SENT


def test_sending_an_invitation_again_calls_the_old_mail_back(sign_in: SignIn, cast: Cast, room: Room) -> None:
    people = f"/w/{cast.workspace().public_id}/people"
    client = sign_in("maya")
    client.post(f"{people}/invite", data=INVITE)
    invitation = db.session.query(Invitation).one().public_id
    assert client.post(f"{people}/invitations/{invitation}/resend").status_code in (200, 303)
    states = [mail.state for mail in room.work() if mail.purpose == "invitation"]
    assert states == [MailState.WITHDRAWN, MailState.KEPT]


def test_without_a_mail_server_sign_in_says_so(app: Flask) -> None:
    client = app.test_client()
    assert "Read the mail here" in client.get("/sign-in").get_data(as_text=True)
    app.config["PRODUCTION"] = True
    assert "has no mail server yet" in client.get("/sign-in").get_data(as_text=True)
    assert client.get("/outbox").status_code == 404


def test_the_outbox_shows_mail_in_a_frame_that_can_do_nothing(room: Room, app: Flask) -> None:
    room.begin("ngozi", body=f"Look, {room.mention('maya')}")
    (mail,) = room.work(NOW)
    client = app.test_client()
    page = client.get("/outbox").get_data(as_text=True)
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    answer = client.get(f"/outbox/{mail.public_id}")
    assert "Look, " in answer.get_data(as_text=True)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert mail.subject in client.get("/outbox?to=maya@northwind.example").get_data(as_text=True)
    assert mail.subject not in client.get("/outbox?to=priya@acme.example").get_data(as_text=True)


def test_an_administrator_sends_what_may_not_have_arrived(
    sign_in: SignIn, app: Flask, postman: Postman, room: Room
) -> None:
    with write():
        lost = OutboundMail(purpose="code", to_address="priya@acme.example", subject="x", text="y", state="unsure")
        db.session.add(lost)
    client = sign_in("ines")
    page = client.get("/admin/work").get_data(as_text=True)
    assert "Mail that may not have arrived" in page
    assert "priya@acme.example" not in page
    with write():
        db.session.query(OutboundMail).one().purpose = "test"
    assert client.post(f"/admin/work/mail/{lost.id}/again").status_code == 303
    room.work()
    assert postman.receivers == ["priya@acme.example"]
    assert "Mail that may not have arrived" not in client.get("/admin/work").get_data(as_text=True)
