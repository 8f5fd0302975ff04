"""Downloads over slow lines, from the portal as people run it: they end with the right to them, and 32 flow at once."""

import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote, urlsplit

import pytest

from config import Testing
from portal.features.identity.sessions import TOKEN, open_session
from portal.features.library.services import file_away
from portal.features.library.store import keep
from portal.features.workspaces.services import remove_member
from portal.kernel.db import db, write
from tests.access.world import cookie
from tests.features.library.conftest import place
from tests.servers import S3
from tests.support.portal import Portal, running_portal

DATA = os.urandom(1024**2) * 32
PIECE, PAUSE = 64 * 1024, 0.02  # about three million bytes a second
LONGEST = 8.0  # seconds: one until it is asked again, the rest for what lies in buffers, on a busy machine
PEOPLE = ("maya", "daniel", "ngozi", "greg")
EACH = Testing().TRANSFERS_EACH


@pytest.fixture(scope="module", params=["local", "s3"])
def portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with pytest.MonkeyPatch.context() as patched:
        url = _bucket(request.getfixturevalue("s3_endpoint"), patched) if request.param == "s3" else ""
        with running_portal(tmp_path_factory.mktemp("portal"), BLOBS_URL=url) as made:
            made.app.config["BLOBS_URL"] = url
            yield made


def _bucket(store: S3, patched: pytest.MonkeyPatch) -> str:
    patched.setenv("AWS_ACCESS_KEY_ID", store.access_key)
    patched.setenv("AWS_SECRET_ACCESS_KEY", store.secret_key)
    return f"s3://{store.bucket}/slow?endpoint={quote(store.endpoint)}"


@pytest.fixture(scope="module")
def film(portal: Portal) -> str:
    """The address of a file that is too large for any buffer on the way."""
    with portal.app.app_context():
        content = keep(portal.cast.workspace().public_id, "film.bin", [DATA], limit=len(DATA))
        with write():
            by, audience = portal.cast.member("maya"), portal.cast.audience()
            file = file_away(member=by, audience=audience, folder=None, content=content)
        path = place(portal.cast, f"/{file.public_id}/versions/1/download")
        db.session.remove()
    return path


def signed_in(portal: Portal, who: str) -> str:
    """The cookie of a new session of that person."""
    with portal.app.app_context():
        with write():
            token = open_session(portal.cast.person(who), browser="test")
        held = cookie({TOKEN: token})
        db.session.remove()
    return held


def ask(portal: Portal, path: str, held: str) -> http.client.HTTPResponse:
    """An answer whose bytes wait with the server until they are read: this end takes few at once."""
    where = urlsplit(portal.url)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)
        line.settimeout(20)
        line.connect((str(where.hostname), int(where.port or 0)))
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {held}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(line)
        answer.begin()
    return answer


def read_slowly(answer: http.client.HTTPResponse) -> int:
    """How many bytes come until the line ends."""
    got = 0
    try:
        while piece := answer.read(PIECE):
            got += len(piece)
            time.sleep(PAUSE)  # the line is slow
    except (http.client.IncompleteRead, ConnectionError):
        pass
    return got


def test_thirty_two_flow_at_once_and_the_next_comes_again(portal: Portal, film: str) -> None:
    with ExitStack() as stack:
        people = [signed_in(portal, who) for who in PEOPLE]
        answers = [stack.enter_context(ask(portal, film, held)) for held in people for _each in range(EACH)]
        assert [answer.status for answer in answers] == [200] * 32
        emily = signed_in(portal, "emily")
        with ask(portal, film, emily) as late:
            assert (late.status, late.headers["Retry-After"]) == (503, "10")
        for turn in range(4):
            for answer in answers:
                assert answer.read(PIECE) == DATA[turn * PIECE : (turn + 1) * PIECE]
        for answer in answers[:EACH]:
            answer.close()
    until = time.monotonic() + LONGEST
    while (status := _status(portal, film, emily)) == 503 and time.monotonic() < until:
        time.sleep(PAUSE)
    assert status == 200


def _status(portal: Portal, path: str, held: str) -> int:
    with ask(portal, path, held) as answer:
        return answer.status


def test_a_removed_members_download_ends(portal: Portal, film: str) -> None:
    with ask(portal, film, signed_in(portal, "priya")) as answer:
        assert answer.read(PIECE) == DATA[:PIECE]
        with portal.app.app_context():
            with write():
                remove_member(by=portal.cast.member("maya"), member=portal.cast.member("priya"))
            db.session.remove()
        gone = time.monotonic()
        got = read_slowly(answer)
        assert time.monotonic() - gone < LONGEST
    assert got < len(DATA) / 2
