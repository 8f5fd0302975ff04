"""The door of the socket server, on a portal as it is served, with real WebSockets."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import websocket

from portal.features.identity.sessions import TOKEN, open_session
from portal.features.identity.signing_in import sign_out
from portal.features.workspaces import services
from portal.kernel.db import db, write
from portal.kernel.web.headers import FIXED
from portal.readers.realtime.door import KEPT_FOR_PAGES, MOST_EACH
from portal.readers.realtime.server import socketio
from tests.access.world import cookie
from tests.support.portal import Portal, running_portal

PLACES = 6  # sockets this portal has room for
PATH = "/socket.io/?EIO=4&transport=websocket"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    room = str(KEPT_FOR_PAGES + PLACES)
    with running_portal(tmp_path_factory.mktemp("portal"), THREADS=room) as served:
        yield served


@pytest.fixture
def sockets() -> Iterator[list[websocket.WebSocket]]:
    """Whatever is put in here is closed afterwards."""
    opened: list[websocket.WebSocket] = []
    yield opened
    for each in opened:
        each.close()


def cookie_of(portal: Portal, who: str) -> str:
    with portal.app.test_request_context():
        with write():
            held = cookie({TOKEN: open_session(portal.cast.person(who), browser="test")})
        db.session.remove()
    return held


def open_line(portal: Portal, held: str, *, origin: str = "", raw: bool = False) -> websocket.WebSocket:
    """A WebSocket; unless `raw`, with the Socket.IO namespace entered."""
    line = websocket.WebSocket()
    address = portal.url.replace("http", "ws") + PATH
    line.connect(  # type: ignore[no-untyped-call]
        address, cookie=held, origin=origin or portal.url, timeout=10
    )
    assert said(line).startswith("0")
    if not raw:
        line.send("40")
        assert said(line).startswith("40")
    return line


def said(line: websocket.WebSocket) -> str:
    """The next words on a line."""
    word = line.recv()
    return word if isinstance(word, str) else word.decode()


def refused(portal: Portal, held: str, *, origin: str = "") -> int:
    with pytest.raises(websocket.WebSocketBadStatusException) as told:
        open_line(portal, held, origin=origin)
    return int(told.value.status_code)


def events(line: websocket.WebSocket, *, seconds: float) -> list[Any]:
    """What comes in that time, until the line is closed."""
    found: list[Any] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        line.settimeout(max(deadline - time.monotonic(), 0.05))
        try:
            word = said(line)
        except websocket.WebSocketTimeoutException:
            break
        except (websocket.WebSocketConnectionClosedException, OSError):
            return [*found, "closed"]
        if not word:
            return [*found, "closed"]
        if word == "2":
            line.send("3")
        elif word.startswith("42"):
            found.append(json.loads(word[2:]))
        elif word.startswith("41"):
            found.append("left")
    return found


def eventually(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.05)


def test_pages_of_others_open_no_socket(portal: Portal) -> None:
    held = cookie_of(portal, "maya")
    assert refused(portal, held, origin="https://evil.example") == 400
    forged = {"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example", "Cookie": held}
    answer = requests.get(f"{portal.url}{PATH}", headers=forged, timeout=10)
    assert answer.status_code == 400


def test_nobody_unknown_holds_a_line(portal: Portal) -> None:
    assert refused(portal, "") == 401
    assert refused(portal, "throughline=forged") == 401


def test_there_is_no_long_polling_and_refusals_have_headers(portal: Portal) -> None:
    held = {"Cookie": cookie_of(portal, "maya")}
    for query in ("EIO=4&transport=polling", "EIO=3&transport=websocket", "EIO=4&transport=websocket", ""):
        answer = requests.get(f"{portal.url}/socket.io/?{query}", headers=held, timeout=10)
        assert answer.status_code == 400
        assert {name: answer.headers.get(name) for name in FIXED} == FIXED
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_full_house_says_so_and_pages_still_answer(portal: Portal, sockets: list[websocket.WebSocket]) -> None:
    held = cookie_of(portal, "maya")
    sockets += [open_line(portal, held, raw=True) for _each in range(PLACES)]  # silent, and each takes a thread
    assert refused(portal, held) == 503
    answer = requests.get(f"{portal.url}/heads", headers={"Cookie": held, "Accept": "application/json"}, timeout=5)
    assert answer.json()["heads"]
    sockets.pop().close()
    eventually(lambda: room_again(portal, held, sockets))


def room_again(portal: Portal, held: str, sockets: list[websocket.WebSocket]) -> bool:
    with contextlib.suppress(websocket.WebSocketBadStatusException):
        sockets.append(open_line(portal, held))
        return True
    return False


def test_signing_out_closes_the_socket_at_once(portal: Portal, sockets: list[websocket.WebSocket]) -> None:
    eventually(lambda: room_again(portal, cookie_of(portal, "daniel"), sockets))
    with portal.app.app_context():
        with write():
            sign_out(portal.cast.person("daniel"))  # by another process, as a command does
        db.session.remove()
    heard = events(sockets[0], seconds=5)
    assert ["revoked", {}] in heard
    assert {"closed", "left"} & {each for each in heard if isinstance(each, str)}


def test_a_removed_member_is_rung_no_more(portal: Portal, sockets: list[websocket.WebSocket]) -> None:
    for who in ("ngozi", "priya"):
        held = cookie_of(portal, who)
        eventually(lambda held=held: room_again(portal, held, sockets))  # type: ignore[misc]
    with portal.app.app_context():
        audience = portal.cast.audience().public_id
        with write():
            services.remove_member(by=portal.cast.member("maya"), member=portal.cast.member("ngozi"))
        db.session.remove()
        with write():
            services.change_workspace(by=portal.cast.member("maya"), name="Other", brand="", purpose="")
        db.session.remove()
    gone, still = events(sockets[0], seconds=2), events(sockets[1], seconds=2)
    assert audience in {each[1]["audience"] for each in still}
    assert audience not in {each[1].get("audience") for each in gone if isinstance(each, list)}


def test_one_person_cannot_take_every_place() -> None:
    assert MOST_EACH * 4 < 256 - KEPT_FOR_PAGES


def test_a_silent_line_is_given_up_within_a_minute() -> None:
    """The server asks every `ping_interval` and waits `ping_timeout`; then `disconnect` takes the presence away."""
    options: dict[str, Any] = vars(socketio)["server_options"]
    assert options["ping_interval"] + options["ping_timeout"] <= 60
