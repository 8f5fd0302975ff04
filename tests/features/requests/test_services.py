"""Requests on both databases: the way of an item, reminders by the clock, accounts that become one, and the record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.features.identity.merging import merge
from portal.features.library.models import File, FileState
from portal.features.library.purging import purge_trash
from portal.features.library.services import delete_file
from portal.features.library.store import Content
from portal.features.requests import links, services
from portal.features.requests.giving import fill, give
from portal.features.requests.making import Wish, ask
from portal.features.requests.models import FileRequest, Given, RequestLink, RequestState, Wanted, WantedState
from portal.features.requests.present import given_row
from portal.features.requests.queries import asked_of, given_by, receipts
from portal.features.requests.refusals import want_again
from portal.features.requests.tasks import remind_due
from portal.features.workspaces.models import Member
from portal.features.workspaces.pasting import Pasted
from portal.features.workspaces.services import end_membership
from portal.kernel.access import Forbidden
from portal.kernel.db import db, now, write
from portal.kernel.ledger import verify
from portal.kernel.web import Refused
from tests.cast import Cast
from tests.features.requests.ways import JO, content

Both = tuple[Flask, Cast]


def request(cast: Cast, *members: str, people: tuple[str, ...] = (), **more: Any) -> FileRequest:
    with write():
        wish = Wish(
            ("Signed NDA",),
            cast.audience("everyone"),
            cast.audience("team"),
            members=[cast.member(each) for each in members],
            people=[Pasted(each, "Jo Kim") for each in people],
            **more,
        )
        return ask(by=cast.actor("maya"), workspace=cast.workspace(), wish=wish, today=now().date())


def places() -> list[Wanted]:
    query = select(Wanted).order_by(Wanted.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def answer(cast: Cast, who: str, wanted: Wanted, *contents: Content) -> None:
    with write():
        made = db.session.get_one(FileRequest, wanted.item.request_id)
        fill(by=cast.actor(who), request=made, wanted=db.session.get_one(Wanted, wanted.id), contents=contents)


def test_the_way_of_an_item(both: Both) -> None:
    _app, cast = both
    made = request(cast, "priya", "ngozi", people=(JO,))
    shared, of_link = places()
    refused = Content("nda.pdf", content(cast, "x").sha256, 5, "application/pdf", refused="damaged")
    with pytest.raises(Refused, match=r"nda\.pdf was refused: it is damaged"):
        answer(cast, "ngozi", shared, content(cast, "good.txt"), refused)
    assert (db.session.scalar(select(Given.id)), places()[0].state) == (None, WantedState.OPEN)
    answer(cast, "ngozi", shared, content(cast, "nda.txt"))
    with write():
        link = db.session.scalars(select(RequestLink)).one()
        give(link=link, wanted=db.session.get_one(Wanted, of_link.id), contents=[content(cast, "of jo.txt")])
        with pytest.raises(Forbidden):
            services.accept(by=cast.actor("priya"), request=made, wanted=shared)
    with write():
        found = db.session.get_one(FileRequest, made.id)
        first, second = (db.session.get_one(Wanted, each.id) for each in (shared, of_link))
        services.send_back(by=cast.actor("maya"), request=found, wanted=first, reason="No")
        services.accept(by=cast.actor("daniel"), request=found, wanted=second)
        with pytest.raises(Refused):
            services.accept(by=cast.actor("maya"), request=found, wanted=second)
    assert [each.state for each in places()] == [WantedState.SENT_BACK, WantedState.ACCEPTED]
    with write():
        services.drop(
            by=cast.actor("maya"),
            request=db.session.get_one(FileRequest, made.id),
            wanted=db.session.get_one(Wanted, shared.id),
        )
    assert db.session.get_one(FileRequest, made.id).state == RequestState.DONE
    came = db.session.scalars(select(File).order_by(File.id))
    signers = [db.session.get_one(Member, file.made_by_id).person.name for file in came]
    assert signers == ["Dr Ngozi Adeyemi-Okonkwo", "Jo Kim"]
    assert verify(db.session()).findings == []


def test_what_a_scanner_refuses_later_is_wanted_again(both: Both) -> None:
    _app, cast = both
    request(cast, people=(JO,))
    (wanted,) = places()
    with write():
        link = db.session.scalars(select(RequestLink)).one()
        give(link=link, wanted=db.session.get_one(Wanted, wanted.id), contents=[content(cast, "nda.txt")])
    with write():
        file = db.session.scalars(select(File)).one()
        version = file.versions[0]
        version.state, version.reason, file.refused = FileState.REFUSED, "virus:Eicar", True
        want_again(version)
    assert places()[0].state == WantedState.SENT_BACK
    assert "carries" in places()[0].reason
    with _app.test_request_context():
        link = db.session.scalars(select(RequestLink)).one()
        assert "carries" in given_row(given_by(link)[0])["words"]


def test_reminders_come_by_the_clock_and_end(both: Both) -> None:
    _app, cast = both
    made = request(cast, "ngozi", due=now().date() + timedelta(days=10))
    told = []
    for day in range(60):
        with time_machine.travel(now() + timedelta(days=day), tick=False):
            remind_due()
            found = db.session.get_one(FileRequest, made.id, populate_existing=True)
            if found.reminded_at is not None and found.reminded_at.date() == now().date():
                told.append(day)
        db.session.rollback()
    assert 5 <= len(told) <= 7
    assert told[0] in (9, 10)  # the morning before the last day
    assert told[-1] <= 43


def test_two_accounts_of_one_person_answer_once(both: Both) -> None:
    _app, cast = both
    made = request(cast, "emily", "ngozi", each=True)
    of_ngozi = next(each for each in places() if each.member_id == cast.member("ngozi").id)
    answer(cast, "ngozi", of_ngozi, content(cast, "nda.txt"))
    with write():
        merge(kept=cast.person("emily"), gone=cast.person("ngozi"))
    (left,) = places()
    assert (left.member_id, left.state) == (cast.member("emily").id, WantedState.FILLED)
    assert len(db.session.get_one(FileRequest, made.id, populate_existing=True).asked) == 1
    assert len(receipts(made, cast.actor("emily"))) == 1
    assert db.session.scalars(select(Given)).one().member_id == cast.member("emily").id


def test_whoever_left_is_asked_no_more_and_no_link_of_theirs_works(both: Both) -> None:
    _app, cast = both
    request(cast, "ngozi", people=(JO,))
    assert len(db.session.scalars(asked_of(cast.actor("ngozi"))).all()) == 1
    with write():
        for who in ("ngozi", "maya"):
            end_membership(db.session.get_one(Member, cast.member(who).id), actor="system")
    assert db.session.scalars(asked_of(cast.actor("ngozi"))).all() == []
    assert links.gone(db.session.scalars(select(RequestLink)).one()) == links.Gone.SPONSOR


def test_the_name_of_a_file_goes_with_the_file(both: Both) -> None:
    app, cast = both
    request(cast, people=(JO,))
    (wanted,) = places()
    with write():
        link = db.session.scalars(select(RequestLink)).one()
        give(link=link, wanted=db.session.get_one(Wanted, wanted.id), contents=[content(cast, "private.txt")])
    with write():
        delete_file(by=cast.actor("maya"), file=db.session.scalars(select(File)).one())
    with time_machine.travel(now() + timedelta(days=31)):
        purge_trash()
    with app.test_request_context():
        row = given_row(given_by(db.session.scalars(select(RequestLink)).one())[0])
    assert (row["name"], row["url"], row["size"]) == ("a file that was deleted", "", 5)


def test_two_at_once_do_not_pass_the_limit_of_a_link(both: Both) -> None:
    app, cast = both
    app.config["REQUEST_LINK_FILES"] = 1
    request(cast, people=(JO,))
    token = links.token_of(db.session.scalars(select(RequestLink)).one().public_id)
    contents, wanted_id = [content(cast, f"{n}.txt", b"x" * n) for n in (1, 2)], places()[0].id
    db.session.rollback()
    ready = Barrier(2)

    def send(what: Content) -> str:
        with app.app_context():
            ready.wait(10)
            try:
                with write():
                    link = links.by_token(token, hold=True)
                    assert link is not None
                    give(link=link, wanted=db.session.get_one(Wanted, wanted_id), contents=[what])
            except Refused as refusal:
                return refusal.message
            return "taken"

    with ThreadPoolExecutor(2) as both_at_once:
        said = sorted(both_at_once.map(send, contents))
    assert said == ["At most 1 files can be sent by this link, and 1 have come.", "taken"]
    assert len(db.session.scalars(select(Given)).all()) == 1
