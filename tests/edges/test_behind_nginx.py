"""The portal as it is served for real: production settings behind a real nginx with TLS, by the example in docs/."""

import contextlib
import hashlib
import http.client
import json
import os
import re
import secrets
import shutil
import ssl
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
import websocket
from requests.adapters import HTTPAdapter

from portal.kernel.web.headers import FIXED
from tests.servers import free_port, wait_until
from tests.support.portal import Portal, running_portal

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
EXAMPLE = Path(__file__).parents[2] / "docs" / "nginx.conf"
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
SIZE = 20 * 1024**2  # bytes of the file that is sent
EVERYONE = f"audience {b64encode(b'everyone').decode()}"
BYTES = {"Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="there is no nginx on this machine"),
]


@dataclass(slots=True)
class Front:
    """nginx before a portal."""

    url: str
    folder: Path
    portal: Portal

    @property
    def certificate(self) -> str:
        return str(self.folder / "fullchain.pem")

    def visitor(self, address: str = "127.0.0.1") -> requests.Session:
        """Somebody who comes from that address of this machine and trusts only our certificate."""
        session = requests.Session()
        session.trust_env = False
        session.verify = self.certificate
        session.mount("https://", _From(address))
        return session

    def signed_in(self, email: str) -> requests.Session:
        """Somebody who has pressed the button behind a sign-in link."""
        session = self.visitor()
        link = self.portal.command("sign-in-link", email).strip()
        token = TOKEN.search(session.get(link, timeout=20).text)
        assert token is not None
        answer = session.post(link, data={"csrf_token": token.group(1)}, headers={"Referer": link}, timeout=20)
        assert answer.status_code == 200
        return session


class _From(HTTPAdapter):
    """Connects from a given address."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self._address, 0), **kwargs)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    port = free_port()
    url = f"https://localhost:{port}"
    settings = {
        "THROUGHLINE_ENV": "production",
        "PUBLIC_URL": url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "TRUSTED_PROXIES": "1",
        "RATE_SIGN_IN": "3 per minute",
        "RATELIMIT_ENABLED": "1",
        "X_ACCEL": "/_blobs/",
    }
    with running_portal(tmp_path_factory.mktemp("portal"), **settings) as portal:
        _certify(folder)
        _configure(folder, port, portal)
        with _nginx(folder, url):
            yield Front(url, folder, portal)


def _certify(folder: Path) -> None:
    key, certificate = str(folder / "privkey.pem"), str(folder / "fullchain.pem")
    words = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    extension = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = ["openssl", "req", *words, *extension, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)


def _configure(folder: Path, port: int, portal: Portal) -> None:
    """The example as it stands, with this machine's name, ports and paths."""
    example = EXAMPLE.read_text()
    for before, after in (
        ("server 127.0.0.1:8000;", f"server {portal.url.removeprefix('http://')};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("/etc/letsencrypt/live/portal.example.com", str(folder)),
        ("/srv/throughline/blobs/", f"{portal.folder}/blobs/"),
        ("portal.example.com", "localhost"),
    ):
        assert before in example
        example = example.replace(before, after)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # the folders of tests are for their owner alone
    head = f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{head}http {{\naccess_log off;\n{temporary}\n{example}\n}}\n")


@contextlib.contextmanager
def _nginx(folder: Path, url: str) -> Iterator[None]:
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])

    def answers() -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{url}/healthz", verify=str(folder / "fullchain.pem"), timeout=2).ok
        return False

    try:
        wait_until(answers, process)
        yield
    finally:
        process.terminate()
        process.wait(15)


def test_the_session_travels_only_encrypted(front: Front) -> None:
    session = front.signed_in("priya@acme.example")
    (cookie,) = [each for each in session.cookies if "throughline" in each.name]
    assert cookie.name == "__Host-throughline"
    assert cookie.secure
    assert cookie.has_nonstandard_attr("HttpOnly")
    answer = session.get(front.url, timeout=20)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert f"wss://localhost:{front.url.rpartition(':')[2]}" in answer.headers["Content-Security-Policy"]


def test_addresses_are_those_people_typed(front: Front) -> None:
    answer = front.visitor().get(front.url, timeout=20, allow_redirects=False)
    assert answer.status_code in (302, 303)
    assert urljoin(front.url, answer.headers["Location"]).startswith(f"{front.url}/sign-in")
    assert front.portal.command("sign-in-link", "priya@acme.example").startswith(front.url)


def test_a_forged_host_leads_nowhere(front: Front) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "Forwarded": "host=evil.example"}
    answer = front.visitor().get(f"{front.url}/sign-in", headers=forged, timeout=20)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)


def connect(front: Front, origin: str) -> websocket.WebSocket:
    """The line a signed-in browser opens, with the page of that origin in it."""
    session = front.signed_in("priya@acme.example")
    cookies = "; ".join(f"{each.name}={each.value}" for each in session.cookies)
    address = front.url.replace("https", "wss") + "/socket.io/?EIO=4&transport=websocket"
    trust = {"ca_certs": front.certificate}
    return websocket.create_connection(address, timeout=20, cookie=cookies, origin=origin, sslopt=trust)


def test_a_socket_connects_through_it(front: Front) -> None:
    line = connect(front, front.url)
    try:
        assert str(line.recv()).startswith("0{")
        line.send("40")
        assert str(line.recv()).startswith("40{")
        line.send('420["heads"]')
        answer = next(words for words in iter(lambda: str(line.recv()), "") if words.startswith("43"))
        assert json.loads(answer.removeprefix("430"))[0]["heads"]
    finally:
        line.close()


def test_a_socket_from_another_origin_is_refused(front: Front) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException, match="400"):
        connect(front, "https://evil.example")


def library(front: Front, session: requests.Session) -> tuple[str, str]:
    """The address of Acme's workspace, and the token of its forms."""
    session.headers["Referer"] = front.url
    with front.portal.app.app_context():
        place = f"{front.url}/w/{front.portal.cast.workspace().public_id}"
    token = TOKEN.search(session.get(f"{place}/files", timeout=20).text)
    assert token is not None
    return place, token.group(1)


def upload(front: Front, session: requests.Session, name: str, data: bytes) -> str:
    """Add a file; gives the address of its bytes."""
    place, token = library(front, session)
    form, wanted = {"csrf_token": token, "audience": "everyone"}, {"Accept": "application/json"}
    answer = session.post(f"{place}/files", data=form, files={"file": (name, data)}, headers=wanted, timeout=120)
    assert answer.status_code == 201, answer.text[:500]
    return f"{place}/files/{answer.json()['files'][0]['id']}/versions/1/download"


def test_a_large_file_goes_up_and_comes_back_in_parts(front: Front) -> None:
    session, data = front.signed_in("priya@acme.example"), secrets.token_bytes(SIZE)
    address = upload(front, session, "film.bin", data)
    part = session.get(address, headers={"Range": "bytes=15000000-15000099"}, timeout=60)
    assert (part.status_code, part.content) == (206, data[15_000_000:15_000_100])
    assert part.headers["Content-Range"] == f"bytes 15000000-15000099/{SIZE}"
    whole = session.get(address, timeout=120)
    assert hashlib.sha256(whole.content).digest() == hashlib.sha256(data).digest()


def test_small_answers_come_from_nginx_with_all_that_the_portal_says_of_them(front: Front) -> None:
    session, data = front.signed_in("priya@acme.example"), secrets.token_bytes(70_000)
    address = upload(front, session, "small.pdf", b"%PDF-1.7" + data)
    inside = address.replace(front.url, front.portal.url)
    cookies = "; ".join(f"{each.name}={each.value}" for each in session.cookies)
    said = {"Cookie": cookies, "X-Forwarded-Proto": "https", "X-Forwarded-Host": front.url.removeprefix("https://")}
    asked = requests.get(inside, headers=said, timeout=20)
    assert (asked.status_code, asked.content) == (200, b"")
    place = asked.headers["X-Accel-Redirect"]
    got = session.get(address, timeout=20)
    assert got.content == b"%PDF-1.7" + data
    for name in (*FIXED, "Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control", "ETag"):
        assert got.headers[name] == asked.headers[name], name
    assert "X-Accel-Redirect" not in got.headers
    part = session.get(address, headers={"Range": "bytes=-5"}, timeout=20)
    assert (part.status_code, part.content) == (206, data[-5:])
    part = session.get(address, headers={"Range": "bytes=1-4", "If-Range": got.headers["ETag"]}, timeout=20)
    assert (part.status_code, part.content) == (206, b"PDF-")
    assert session.get(address, headers={"Range": "bytes=1-4", "If-Range": '"x"'}, timeout=20).status_code == 200
    assert session.get(address, headers={"If-None-Match": got.headers["ETag"]}, timeout=20).status_code == 304
    assert session.get(address, headers={"Range": "bytes=80000-"}, timeout=20).status_code == 416
    assert session.head(address, timeout=20).headers["Content-Length"] == str(len(data) + 8)
    assert session.get(front.url + place, timeout=20).status_code == 404  # nobody gets in there from outside
    assert front.visitor().get(address, timeout=20, allow_redirects=False).status_code == 303


def test_a_file_goes_up_in_pieces_and_goes_on_after_a_broken_line(front: Front) -> None:
    session = front.signed_in("priya@acme.example")
    place, token = library(front, session)
    session.headers.update({"X-CSRFToken": token} | BYTES)
    data, words = secrets.token_bytes(SIZE), {"Upload-Length": str(SIZE), "Upload-Metadata": EVERYONE}
    url = front.url + session.post(f"{place}/uploads", headers=words, timeout=20).headers["Location"]
    begin(front, session, url.removeprefix(front.url), data[: SIZE // 2])
    wait_until(lambda: offset_of(session, url) is not None, front.portal.process)  # type: ignore[arg-type]  # it runs
    offset = offset_of(session, url) or 0
    assert 0 < offset <= SIZE // 2
    answer = session.patch(url, data=data[offset:], headers={"Upload-Offset": str(offset)}, timeout=60)
    assert answer.headers["Upload-Offset"] == str(SIZE)
    assert session.get(url, timeout=20).json()["state"] == "done"


def begin(front: Front, session: requests.Session, path: str, data: bytes) -> None:
    """Say that all will come, send this, and hang up."""
    trust = ssl.create_default_context(cafile=front.certificate)
    line = http.client.HTTPSConnection(front.url.removeprefix("https://"), context=trust)
    head = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in session.cookies)} | BYTES
    line.request("PATCH", path, data, head | {"Upload-Offset": "0", "Content-Length": str(SIZE)})
    line.close()


def offset_of(session: requests.Session, url: str) -> int | None:
    """How far it has come, once the server has noticed that the line is gone."""
    offset = session.head(url, timeout=20).headers["Upload-Offset"]
    return int(offset) if session.patch(url, headers={"Upload-Offset": offset}, timeout=20).ok else None


def test_limits_count_the_visitor_not_the_proxy(front: Front) -> None:
    def asks(session: requests.Session, **headers: str) -> int:
        page = f"{front.url}/sign-in"
        token = TOKEN.search(session.get(page, timeout=20).text)
        assert token is not None
        said = {"csrf_token": token.group(1), "email": f"{secrets.token_hex(4)}@acme.example"}
        return session.post(page, data=said, headers={"Referer": page, **headers}, timeout=20).status_code

    first = front.visitor("127.0.0.2")
    answers = [asks(first, **{"X-Forwarded-For": f"192.0.2.{each}"}) for each in range(4)]
    assert answers[-1] == 429
    assert 429 not in answers[:-1]
    assert asks(front.visitor("127.0.0.3")) != 429
