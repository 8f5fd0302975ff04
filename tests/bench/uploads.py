"""`python -m tests.bench.uploads --mb 5120`: one large upload, beside plain PUT to nginx's DAV module.

Both go to the same disk, from the same generated stream, and count the time until the bytes are on it: the portal until
it answers the last request (hashed, filed, written down), nginx until its file has been synced. `--piece` sends pieces
of so many MB, as browsers do. Memory is what the serving process has at most beyond what it had before.
"""

import argparse
import contextlib
import getpass
import hashlib
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask_wtf.csrf import URLSafeTimedSerializer
from rich.console import Console
from sqlalchemy import select

from portal.features.identity.sessions import TOKEN, open_session
from portal.features.library.models import FileVersion
from portal.kernel.db import db, write
from tests.access.world import cookie
from tests.servers import free_port, wait_until
from tests.support.portal import Portal, running_portal

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
MB = 1024 * 1024
CSRF = "0" * 40
CONF = """user {user}; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; events {{}}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; server {{ listen 127.0.0.1:{port};
location / {{ root {folder}/files; dav_methods PUT; create_full_put_path on; client_max_body_size 0; }} }} }}"""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock and of the server's processor, and the memory it grew by, in bytes."""

    seconds: float
    processor: float
    grown: int


@dataclass(frozen=True, slots=True)
class Rounds:
    """What is measured: `process` is nginx's, `path` where it puts the file; sizes in MB."""

    portal: Portal
    path: Path
    port: int
    process: int
    mb: int
    piece: int

    def one(self) -> dict[str, object]:
        """Each once, on a quiet disk."""
        os.sync()
        ours = measured(self.portal.serving()[0], lambda: put_to_portal(self.portal, self.mb, self.piece))
        os.sync()
        theirs = measured(self.process, lambda: put_to_nginx(self.port, self.path, self.mb))
        said = {name: told(each, self.mb) for name, each in (("portal", ours), ("nginx", theirs))}
        return said | {"share": round(theirs.seconds / ours.seconds, 2)}


def main() -> None:
    """Measure both in turn and print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.uploads")
    parser.add_argument("--mb", type=int, default=1024)
    parser.add_argument("--piece", type=int, default=0, help="MB of one request; 0 is all in one")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        with running_portal(folder / "portal") as portal, nginx(folder) as (port, process):
            put_to_portal(portal, 8, 0)  # what a process loads with its first upload is no growth
            rounds = Rounds(portal, folder / "files" / "large.bin", port, process, asked.mb, asked.piece)
            lines = [rounds.one() for _ in range(asked.rounds)]
    Console().print_json(json.dumps({"mb": asked.mb, "piece": asked.piece, "rounds": lines}))


def told(took: Took, mb: int) -> dict[str, float]:
    """Figures for people."""
    return {
        "mb_a_second": round(mb / took.seconds, 1),
        "seconds": round(took.seconds, 2),
        "processor_seconds": round(took.processor, 2),
        "grown_mb": round(took.grown / MB, 1),
    }


def measured(pid: int, call: Callable[[], None]) -> Took:
    """Run it, looking at the memory of that process all the time."""
    before, done = memory(pid), threading.Event()
    seen = [before]

    def watch() -> None:
        while not done.wait(0.1):
            seen.append(memory(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    used, began = processor(pid), time.monotonic()
    call()
    seconds = time.monotonic() - began
    done.set()
    watcher.join()
    return Took(seconds, processor(pid) - used, max(seen) - before)


def memory(pid: int) -> int:
    """What a process has to itself, in bytes."""
    said = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return (int(said["Private_Dirty"].split()[0]) + int(said["Private_Clean"].split()[0])) * 1024


def processor(pid: int) -> float:
    """Processor seconds so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stream(mb: int, start: int = 0) -> Iterator[bytes]:
    """Bytes that no disk has seen before, a megabyte at a time; the same for the same numbers."""
    block = bytearray(hashlib.shake_128(b"upload").digest(MB))
    for number in range(start, start + mb):
        block[:8] = number.to_bytes(8)
        yield bytes(block)


def put_to_portal(portal: Portal, mb: int, piece: int) -> None:
    """One upload, as tus-js-client does it."""
    line = http.client.HTTPConnection("127.0.0.1", int(portal.url.rpartition(":")[2]), timeout=600)
    with portal.app.test_request_context():
        with write():
            token = open_session(portal.cast.person("maya"), browser="bench")
        signed = cookie({TOKEN: token, "_permanent": True, "csrf_token": CSRF})  # type: ignore[dict-item]
        place, serializer = portal.cast.workspace().public_id, csrf_token(portal)
        db.session.remove()
    head = {"Cookie": signed, "Tus-Resumable": "1.0.0", "X-CSRFToken": serializer, "Host": portal.url[7:]}
    words = ",".join(f"{k} {b64encode(v).decode()}" for k, v in (("filename", b"large.bin"), ("audience", b"everyone")))
    sizes = {"Upload-Length": str(mb * MB), "Upload-Metadata": words, "Content-Length": "0"}
    line.request("POST", f"/w/{place}/uploads", headers=head | sizes)
    answer = line.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise RuntimeError(said)
    url, sent = answer.headers["Location"], 0
    while sent < mb:
        part = min(piece or mb, mb - sent)
        head |= {"Upload-Offset": str(sent * MB), "Content-Type": "application/offset+octet-stream"}
        line.request("PATCH", url, stream(part, sent), head | {"Content-Length": str(part * MB)})
        answer = line.getresponse()
        if answer.status != 204:
            raise RuntimeError(answer.read())
        answer.read()
        sent += part
    check(portal, mb)


def check(portal: Portal, mb: int) -> None:
    """What was stored is what was sent (its hash was made by the portal; ours is made once)."""
    with portal.app.app_context():
        newest = db.session.scalars(select(FileVersion).order_by(FileVersion.id.desc())).first()
        if newest is None or newest.size != mb * MB:
            raise RuntimeError("Nothing was stored")
        db.session.remove()


def csrf_token(portal: Portal) -> str:
    """What pages send along with that session."""

    made: str = URLSafeTimedSerializer(portal.app.secret_key, salt="wtf-csrf-token").dumps(CSRF)
    return made


def put_to_nginx(port: int, path: Path, mb: int) -> None:
    """The same bytes by plain PUT, synced afterwards."""
    path.unlink(missing_ok=True)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    line.request("PUT", f"/{path.name}", stream(mb), {"Content-Length": str(mb * MB)})
    answer = line.getresponse()
    answer.read()
    if answer.status not in (201, 204):
        raise RuntimeError(f"nginx answered {answer.status}")
    opened = os.open(path, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)


@contextlib.contextmanager
def nginx(folder: Path) -> Iterator[tuple[int, int]]:
    """One that takes PUT; gives its port and the process that serves."""
    port = free_port()
    (folder / "files").mkdir()
    (folder / "nginx.conf").write_text(CONF.format(folder=folder, port=port, user=getpass.getuser()))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])

    def answers() -> bool:
        with contextlib.suppress(OSError):
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/")
            return True
        return False

    try:
        wait_until(answers, process)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield port, int(children[0])
    finally:
        process.terminate()
        process.wait(15)


if __name__ == "__main__":
    main()
