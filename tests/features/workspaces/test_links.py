"""Every way in which the link of an invitation does not work, and what it says then."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.features.identity.queries import person_by_email
from portal.features.workspaces.invitations import wish_again
from portal.features.workspaces.models import InvitationState
from portal.features.workspaces.services import remove_member
from portal.kernel.access import AudienceReader
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Worker
from portal.kernel.mail import MailState, OutboundMail
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.identity.ways import link_to, mails
from tests.features.workspaces.ways import NEW, invitation, invite, place


def expire(_cast: Cast) -> None:
    invitation().expires_at = now() - timedelta(seconds=1)


def archive(cast: Cast) -> None:
    cast.workspace().archived_at = now()


def end_inviter(cast: Cast) -> None:
    remove_member(by=cast.member("maya"), member=cast.member("daniel"))


def revoke(_cast: Cast) -> None:
    invitation().state = InvitationState.REVOKED


def use(_cast: Cast) -> None:
    invitation().state = InvitationState.JOINED


@pytest.mark.parametrize(
    ("deed", "words", "can_ask"),
    [
        (expire, "This invitation is too old", True),
        (end_inviter, "can no longer do so", True),
        (archive, "takes nobody in any more", False),
        (revoke, "was taken back", False),
        (use, "has been used", False),
    ],
)
def test_a_link_that_does_not_work_says_why(
    app: Flask, sign_in: SignIn, cast: Cast, deed: Callable[[Cast], None], words: str, *, can_ask: bool
) -> None:
    invite(sign_in("daniel"), cast)
    link = link_to(NEW, "/join/")
    with write():
        deed(cast)
    visitor = app.test_client()
    page = visitor.get(link)
    assert page.status_code == 410
    assert words in page.text
    assert ("Ask for a new invitation" in page.text) is can_ask
    for secret in (cast.workspace().name, "Priya", "Maya", "Acme Foods"):
        assert secret not in page.text
    assert visitor.post(link, data={"name": "x"}).status_code == 410
    assert person_by_email(NEW) is None
    assert visitor.post(f"{link}/ask").status_code == (303 if can_ask else 404)
    if can_ask:
        reader = "maya" if deed is end_inviter else "daniel"
        assert mails(f"{reader}@northwind.example")[0].subject == f"{NEW} asks for a new invitation"
        assert "You have asked for a new invitation" in visitor.get(link).text
        visitor.post(f"{link}/ask")
        assert len(mails(f"{reader}@northwind.example")) == 1
        assert "They ask for a new one" in sign_in("maya").get(place(cast)).text


def test_an_unknown_link_knows_nothing(client: FlaskClient) -> None:
    page = client.get("/join/abcdefghijk")
    assert page.status_code == 410
    assert "This link opens no invitation" in page.text


def test_mail_of_an_inviter_who_is_gone_is_not_sent(sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("daniel"), cast)
    with write():
        end_inviter(cast)
    Worker(lambda call: call()).drain()
    mail = db.session.scalars(select(OutboundMail).where(OutboundMail.purpose == "invitation")).one()
    assert mail.state == MailState.WITHDRAWN


def test_only_what_is_over_can_be_asked_for(sign_in: SignIn, cast: Cast) -> None:
    invite(sign_in("maya"), cast)
    with pytest.raises(Exception, match="404"), write():
        wish_again(invitation())
    readers = select(AudienceReader).where(AudienceReader.audience_id == cast.audience().id)
    assert len(db.session.scalars(readers).all()) == 6
