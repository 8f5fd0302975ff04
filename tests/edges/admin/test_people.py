"""Administering people: adding, ending, and what is never left behind."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.features.identity.models import Person, PersonState, SignedInSession
from portal.features.identity.queries import house_audience
from portal.features.workspaces.models import Member, MemberState
from portal.features.workspaces.offboarding import give_house_role, offboard
from portal.kernel.access import AudienceKind, AudienceReader, Forbidden, HouseRole, may_read
from portal.kernel.db import db, now, write
from portal.kernel.ledger import verify
from portal.kernel.web import Refused
from tests.cast import Cast
from tests.conftest import SignIn

Both = tuple[Flask, Cast]


def url(cast: Cast, who: str, deed: str) -> str:
    return f"/admin/people/{cast.person(who).public_id}/{deed}"


def test_offboarding_ends_everything_at_once(sign_in: SignIn, cast: Cast) -> None:
    daniel, place = sign_in("daniel"), f"/w/{cast.workspace().public_id}"
    assert daniel.get(place).status_code == 200
    assert sign_in("ines").post(url(cast, "daniel", "offboard")).status_code == 303
    assert daniel.get(place).status_code == 303  # to sign in
    assert not cast.member("daniel").active
    left = select(AudienceReader.audience_id).where(AudienceReader.person_id == cast.people["daniel"])
    assert db.session.scalars(left).all() == [cast.person("daniel").self_audience_id]
    assert "Daniel Okafor" in sign_in("maya").get(f"{place}/timeline").text
    assert "Daniel Okafor" in sign_in("ines").get("/admin/people?show=offboarded").text
    assert sign_in("ines").post(url(cast, "daniel", "back")).status_code == 303
    assert cast.person("daniel").staff
    assert not cast.member("daniel").active
    assert verify(db.session()).findings == []


def test_an_owner_stays_until_there_is_another(sign_in: SignIn, cast: Cast) -> None:
    answer = sign_in("ines").post(url(cast, "maya", "offboard"))
    assert answer.status_code == 422
    assert "Maya Lindqvist owns Halden packing line, Palletising at Leeds and Tilburg" in answer.text
    assert "hand over first" in answer.text
    assert cast.person("maya").state == PersonState.ACTIVE
    assert sign_in("ines").post(url(cast, "maya", "role"), data={"house_role": "guest"}).status_code == 422


def test_sessions_end_from_elsewhere(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    assert sign_in("ines").post(url(cast, "priya", "sessions")).status_code == 303
    assert priya.get("/profile").status_code == 303


def test_it_needs_a_fresh_code(sign_in: SignIn, cast: Cast) -> None:
    ines = sign_in("ines")
    with write():
        for row in db.session.query(SignedInSession):
            row.fresh_until = now() - timedelta(seconds=1)
    answer = ines.post(url(cast, "priya", "offboard"))
    assert "/profile?fresh=1&next=/admin/people" in answer.location.replace("%2F", "/")
    assert cast.person("priya").state == PersonState.ACTIVE


def test_somebody_is_added_and_refused_kindly(sign_in: SignIn) -> None:
    ines = sign_in("ines")
    said = {"name": "New <b>Colleague</b>", "email": "new@northwind.example", "title": "", "house_role": "manager"}
    assert ines.post("/admin/people", data=said).status_code == 303
    assert "New &lt;b&gt;Colleague" in ines.get("/admin/people").text
    for wrong, words in (
        ({"email": "new@northwind.example"}, "Somebody with this address is already here"),
        ({"email": "nonsense"}, "This address is not complete"),
        ({"name": ""}, "Give a name"),
        ({"email": "x@y.example", "house_role": "owner"}, "Choose one of the roles"),
    ):
        answer = ines.post("/admin/people", data=said | wrong)
        assert answer.status_code == 422
        assert words in answer.text


def test_guests_are_found_by_name_and_address(sign_in: SignIn) -> None:
    ines = sign_in("ines")
    assert "Priya Raman" in ines.get("/admin/people?show=guests&q=priya@acme").text
    assert "Priya Raman" not in ines.get("/admin/people?show=guests&q=birgitte").text
    assert "Nobody of that name" in ines.get("/admin/people?show=guests&q=nobody").text
    assert ines.get("/admin/people?show=nonsense&page=-1").status_code == 200


def test_whoever_stops_being_staff_leaves_every_team(both: Both) -> None:
    _app, cast = both
    with write():
        give_house_role(by=cast.person("ines"), person=cast.person("daniel"), role=None)
    daniel = db.session.get_one(Person, cast.people["daniel"])
    assert not daniel.staff
    for kind in (AudienceKind.TEAM, AudienceKind.EVERYONE):
        assert not may_read(db.session(), daniel.actor(), cast.audience(kind).id)
    active = select(Member).where(Member.person_id == daniel.id, Member.state == MemberState.ACTIVE)
    assert db.session.scalars(active).all() == []
    assert verify(db.session()).findings == []


def test_administrators_read_the_house_and_others_do_not(both: Both) -> None:
    _app, cast = both
    house = house_audience().id
    with write():
        give_house_role(by=cast.person("ines"), person=cast.person("hannah"), role=HouseRole.ADMINISTRATOR)
    assert may_read(db.session(), cast.actor("hannah"), house)
    with write():
        give_house_role(by=cast.person("hannah"), person=cast.person("ines"), role=HouseRole.STAFF)
    assert not may_read(db.session(), cast.actor("ines"), house)
    assert not cast.person("ines").administrator


@pytest.mark.parametrize(("by", "who"), [("ines", "ines"), ("ines", "maya")])
def test_who_cannot_be_offboarded(both: Both, by: str, who: str) -> None:
    _app, cast = both
    with pytest.raises(Refused), write():
        offboard(by=cast.person(by), person=cast.person(who))
    with pytest.raises(Forbidden), write():
        offboard(by=cast.person("maya"), person=cast.person("daniel"))
    with pytest.raises(Refused), write():
        give_house_role(by=cast.person("ines"), person=cast.person("priya"), role=HouseRole.STAFF)
    assert cast.person(who).state == PersonState.ACTIVE
