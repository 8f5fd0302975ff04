"""Socket events asked as everybody, over the real server's test line."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import select

from portal.features.identity.models import Person
from portal.features.workspaces import offboarding
from portal.kernel.access import Audience
from portal.kernel.db import db, write
from portal.readers.realtime.listeners import listeners
from portal.readers.realtime.measure import BURST, EACH_SECOND, Measure
from portal.readers.realtime.server import socketio
from portal.readers.realtime.sockets import EVENTS
from tests.access import rows_sockets
from tests.access.conftest import Stage
from tests.access.world import PEOPLE, UNKNOWN

Line = Callable[[str], SocketIOTestClient]
ROWS = {row.event: row for row in rows_sockets.ROWS}


@pytest.fixture
def line(stage: Stage) -> Iterator[Line]:
    """Open a socket as one of the cast; all are closed afterwards."""
    opened: list[SocketIOTestClient] = []

    def go(who: str) -> SocketIOTestClient:
        browser = stage.app.test_client()
        name, _, value = stage.world.cookies[PEOPLE[who]].partition("=")
        browser.set_cookie(name, value)
        opened.append(socketio.test_client(stage.app, flask_test_client=browser))
        return opened[-1]

    yield go
    for each in opened:
        if each.is_connected():
            each.disconnect()


def heard(line: SocketIOTestClient, event: str) -> list[Any]:
    return [each["args"][0] for each in line.get_received() if each["name"] == event]


def test_every_event_has_its_row() -> None:
    assert set(EVENTS) == set(ROWS)


def test_who_is_let_in(line: Line) -> None:
    assert tuple(who for who in PEOPLE if line(who).is_connected()) == ROWS["connect"].heard[""]


@pytest.mark.parametrize(
    ("who", "shelves"), [(who, found) for who, found in rows_sockets.HEADS.items() if found is not None]
)
def test_heads_name_only_what_one_reads(stage: Stage, line: Line, who: str, shelves: tuple[str, ...]) -> None:
    found = set(dict(line(who).emit("heads", {}, callback=True) or {})["heads"])
    query = select(Audience.public_id, Audience.kind).where(Audience.public_id.in_(found))
    with stage.app.app_context():
        kinds = {row[0]: row[1] for row in db.session.execute(query)}
    shared = {public_id for public_id in found if kinds[public_id] not in ("self", "house")}
    assert shared == {stage.world.things[shelf]["audience"] for shelf in shelves}
    assert sorted(kinds[each] for each in found - shared) == (["house", "self"] if who == "administrator" else ["self"])


@pytest.mark.parametrize("shelf", ROWS["here"].heard)
def test_presence_is_told_to_members_only(stage: Stage, line: Line, shelf: str) -> None:
    told = {"workspace": stage.world.workspaces[shelf.split("/", maxsplit=1)[0]]}
    lines = {who: line(who) for who in PEOPLE if who != "anonymous"}
    answers = {who: dict(each.emit("here", told, callback=True) or {})["people"] for who, each in lines.items()}
    assert tuple(who for who, people in answers.items() if people) == members(ROWS["here"].heard[shelf])
    hearing = {who for who, each in lines.items() if heard(each, "presence")}
    assert hearing == set(ROWS["here"].heard[shelf])


def test_leaving_is_told_to_members_only(stage: Stage, line: Line) -> None:
    told = {"workspace": stage.world.workspaces["acme"]}
    lines = {who: line(who) for who in PEOPLE if who != "anonymous"}
    gone = line("owner")
    gone.emit("here", told, callback=True)
    for each in lines.values():
        each.get_received()
    gone.disconnect()
    assert {who for who, each in lines.items() if heard(each, "presence")} == set(
        ROWS["disconnect"].heard["acme/everyone"]
    )


@pytest.mark.parametrize("shelf", ROWS["typing"].heard)
def test_only_readers_may_type_and_only_readers_hear_it(stage: Stage, line: Line, shelf: str) -> None:
    thing, allowed = stage.world.things[shelf], ROWS["typing"].heard[shelf]
    lines = {who: line(who) for who in PEOPLE if who != "anonymous"}
    for who, each in lines.items():
        each.emit("typing", {"workspace": stage.world.workspaces["acme"], "audience": thing["audience"], "thread": "x"})
        hearing = {other for other, its in lines.items() if heard(its, "typing")}
        assert hearing == (set(allowed) - {who} if who in allowed else set()), who


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [],
        {"workspace": UNKNOWN},
        {"workspace": {"a": 1}},
        {"audience": ["x"]},
        {"workspace": "\0"},
        {"workspace": "\ud800"},
    ],
)
@pytest.mark.parametrize("event", ["here", "typing", "heads"])
def test_nonsense_is_harmless(line: Line, event: str, data: object) -> None:
    mine = line("member")
    answer = mine.emit(event, data, callback=True)
    assert mine.is_connected()
    assert event == "heads" or answer in (None, [], {"people": []})


def test_a_ring_reaches_the_readers_alone(stage: Stage, line: Line) -> None:
    lines = {who: line(who) for who in PEOPLE if who != "anonymous"}
    for shelf in ("acme/everyone", "acme/team", "acme/circle"):
        thing, who = stage.world.things[shelf], "owner"
        url = f"/w/{stage.world.workspaces['acme']}/threads/{thing['thread']}/posts"
        assert stage.ask(who, "POST", url, data={"body": "News"}).status_code == 303
        rung = {
            who
            for who, each in lines.items()
            if thing["audience"] in {told["audience"] for told in heard(each, "ring")}
        }
        assert rung == {who for who, shelves in rows_sockets.HEADS.items() if shelves and shelf in shelves}


def test_closed_sockets_are_forgotten(line: Line) -> None:
    line("member").disconnect()
    assert listeners._open == {}


def members(columns: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of the matrix."""
    return tuple(who for who in PEOPLE if who in columns)


def test_whoever_is_removed_is_here_no_more(stage: Stage, line: Line) -> None:
    told = {"workspace": stage.world.workspaces["acme"]}
    owner, gone = line("owner"), line("member")
    name = next(each["id"] for each in dict(gone.emit("here", told, callback=True) or {})["people"])
    assert name in {each["id"] for each in dict(owner.emit("here", told, callback=True) or {})["people"]}
    for each in (owner, gone):
        each.get_received()
    url = f"/w/{told['workspace']}/people/{name}/remove"
    assert stage.ask("owner", "POST", url).status_code == 303
    assert [name in {each["id"] for each in said["people"]} for said in heard(owner, "presence")] == [False]
    assert heard(gone, "presence") == []


def test_a_socket_that_never_stops_is_not_listened_to(line: Line) -> None:
    mine = line("member")
    answers = [dict(mine.emit("heads", {}, callback=True) or {})["heads"] for _each in range(int(BURST) + 5)]
    assert answers[0]
    assert answers[-1] == {}


def test_an_allowance_grows_again() -> None:
    moment = [0.0]
    measure = Measure(lambda: moment[0])
    assert sum(measure.allows("a") for _each in range(100)) == BURST
    assert measure.allows("b")
    moment[0] += 1
    assert sum(measure.allows("a") for _each in range(100)) == EACH_SECOND
    moment[0] += 10_000
    assert sum(measure.allows("a") for _each in range(100)) == BURST


def test_an_account_that_ends_hears_nothing_more(stage: Stage, line: Line) -> None:
    told = {"workspace": stage.world.workspaces["acme"]}
    owner, gone = line("owner"), line("member")
    for each in (gone, owner):
        each.emit("here", told, callback=True)
    with stage.app.test_request_context():
        query = select(Person).where(Person.name.in_(("Ines Caro", "Dr Ngozi Adeyemi-Okonkwo"))).order_by(Person.id)
        ines, ngozi = db.session.scalars(query).all()
        with write():
            offboarding.offboard(by=ines, person=ngozi)
        db.session.remove()
    stage.restore()
    assert not gone.is_connected()
    assert "Dr Ngozi Adeyemi-Okonkwo" not in {each["name"] for each in heard(owner, "presence")[-1]["people"]}
