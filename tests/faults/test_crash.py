"""Crash: kill -9 of what serves, what works and what writes, at any moment, and nothing acknowledged is lost or half.

Twenty kills; `make faults` does as many as FAULT_ROUNDS says.
"""

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import and_, func, not_, select

from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.discussions.services import start_thread
from portal.features.identity.sessions import TOKEN, open_session
from portal.features.library.models import File, FileVersion, TextState
from portal.features.library.purging import purge_orphans
from portal.features.workspaces.models import Workspace
from portal.kernel.blobs import blobs
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState, Worker
from portal.kernel.ledger import VOCABULARY, Due, Entry, verify
from portal.kernel.ledger.due import cursor_of
from portal.kernel.ledger.kinds import READERS
from tests.access.world import cookie
from tests.cast import Cast
from tests.faults.progress import say
from tests.support.portal import ROOT, Portal, running_portal
from tests.support.senders import Poster, Sender, Uploader

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "20"))
TARGETS = ("web", "worker", "web", "scribe", "worker", "web", "worker", "all")


@dataclass(slots=True)
class Scene:
    """A portal, and everybody who writes into it."""

    portal: Portal
    posters: list[Poster]
    uploader: Uploader
    scribe: subprocess.Popen[bytes] | None = None
    seeds: Iterator[int] = field(default_factory=itertools.count)

    @property
    def notes(self) -> Path:
        return self.portal.folder / "scribe.txt"

    def write_on(self) -> None:
        """Let a process of its own write, in the place of one that was killed."""
        words = [sys.executable, "-m", "tests.support.scribe", str(self.portal.folder), "100000", "3"]
        with self.notes.open("ab") as notes:
            self.scribe = subprocess.Popen([*words, f"scribe{next(self.seeds)}"], cwd=ROOT, stdout=notes)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with running_portal(tmp_path, RATE_POST="100000 per minute") as portal:
        thread, cookies = begin(portal)
        files = thread.rpartition("/threads/")[0] + "/files"
        posters = [Poster(portal.url, cookies[who], thread, name=who) for who in ("maya", "priya")]
        made = Scene(portal, posters, Uploader(portal.url, cookies["ngozi"], files, name="uploads"))
        try:
            with portal.app.app_context():
                yield made
                db.session.remove()
        finally:
            stop(made)


@pytest.mark.slow
@pytest.mark.timeout(120 + ROUNDS * 6)
def test_nothing_acknowledged_is_lost_and_nothing_is_half(scene: Scene) -> None:
    for each in (*scene.posters, scene.uploader):
        each.start()
    scene.write_on()
    chance = random.Random(ROUNDS)
    for number in range(ROUNDS):
        threading.Event().wait(chance.uniform(0.2, 1.5))
        kill(scene, TARGETS[number % len(TARGETS)])
        if number % 5 == 4:
            say(f"crash: kill {number + 1} of {ROUNDS}, {acknowledged(scene)}")
    threading.Event().wait(1)
    stop(scene)
    scene.portal.stop(signal.SIGKILL)
    say(f"crash: checking {acknowledged(scene)}")
    check_database()
    check_posts(scene)
    finish_work(scene)
    say("crash: what was left is done")
    check_files(scene)
    check_readers()


@pytest.mark.slow
def test_nothing_outlives_the_process_that_started_it(scene: Scene) -> None:
    first = scene.portal.process
    until(lambda: bool(scene.portal.working()) and bool(scene.portal.serving()), 20)
    left = scene.portal.children()
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    until(lambda: not any(alive(pid) for pid in left), 20)
    scene.portal.start()
    assert scene.portal.answers()


def kill(scene: Scene, target: str) -> None:
    """-9, and let it come back the way it comes back."""
    portal = scene.portal
    if target == "all":
        portal.kill()
        portal.start()
    elif target == "scribe" and scene.scribe is not None:
        scene.scribe.kill()
        scene.scribe.wait()
        scene.write_on()
    else:
        for pid in portal.working() if target == "worker" else portal.serving():
            os.kill(pid, signal.SIGKILL)


def acknowledged(scene: Scene) -> str:
    """What was taken so far, in words."""
    posts = sum(len(poster.kept) for poster in scene.posters) + scene.notes.read_text().count("\n")
    return f"{posts} posts and {len(scene.uploader.kept)} files acknowledged"


def stop(scene: Scene) -> None:
    """Nobody writes any more; what was begun over HTTP is finished."""
    senders: list[Sender] = [*scene.posters, scene.uploader]
    for each in senders:
        each.close()
        if each.ident is not None:
            each.join()
    if scene.scribe is not None:
        scene.scribe.kill()
        scene.scribe.wait()


def check_database() -> None:
    """The file is whole, every chain proves, and nothing points nowhere."""
    db.session.rollback()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert verify(db.session()).findings == []


def check_posts(scene: Scene) -> None:
    """Every acknowledged post is there, once; each has its entry and its number, and each entry its post."""
    keys = list(db.session.scalars(select(Post.key).where(Post.key.is_not(None))))
    kept = {key for poster in scene.posters for key in poster.kept} | set(scene.notes.read_text().split("\n")[:-1])
    assert all(poster.kept for poster in scene.posters)
    assert kept - set(keys) == set()
    assert len(keys) == len(set(keys))
    told = list(db.session.scalars(select(Entry.subject).where(Entry.kind == "post.created")))
    assert sorted(told) == sorted(f"post:{each}" for each in db.session.scalars(select(Post.public_id)))
    for thread in db.session.scalars(select(Thread)):
        numbers = select(Post.number).where(Post.thread_id == thread.id).order_by(Post.number)
        assert list(db.session.scalars(numbers)) == list(range(1, thread.post_count + 1))


def finish_work(scene: Scene) -> None:
    """A minute later the leases of the killed have run out, and a worker does what is left."""
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        Worker(lambda call: with_app(scene.portal, call)).drain()
    later = and_(Job.state == JobState.READY, Job.run_at > now())  # mail of what stays unread
    left = select(func.count(Job.id)).where(Job.state != JobState.DONE, not_(later))
    assert db.session.scalar(left) == 0, db.session.scalars(select(Job.last_error).where(Job.last_error != "")).all()


def check_files(scene: Scene) -> None:
    """Acknowledged files have their bytes and their words; no bytes are without a row once they were swept."""
    for public_id, sha256 in scene.uploader.kept.items():
        query = select(FileVersion).join(File, File.id == FileVersion.file_id).where(File.public_id == public_id)
        version = db.session.scalars(query).one()
        assert (version.sha256, version.text_state) == (sha256, TextState.READ)
    assert scene.uploader.kept
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        purge_orphans()
        stored = set(blobs().written_before(now()))
    found = select(Workspace.public_id, FileVersion.sha256).join(File, File.workspace_id == Workspace.id)
    rows = {
        (str(row.public_id), str(row.sha256))
        for row in db.session.execute(found.join(FileVersion, FileVersion.file_id == File.id))
    }
    assert stored == rows
    assert all(blobs().verify(key, sha256) for key, sha256 in rows)
    told = db.session.scalar(select(func.count(Entry.id)).where(Entry.kind == "file.uploaded"))
    assert told == db.session.scalar(select(func.count(File.id)))


def check_readers() -> None:
    """No reader of the ledger was forgotten: where it lags behind, its work is marked."""
    due = {(row.reader, row.audience_id): row.head for row in db.session.scalars(select(Due))}
    for reader in READERS:
        kinds = [kind.name for kind in VOCABULARY.values() if reader in kind.readers]
        heads = select(Entry.audience_id, func.max(Entry.seq)).where(Entry.kind.in_(kinds)).group_by(Entry.audience_id)
        for audience_id, head in db.session.execute(heads).all():
            assert max(cursor_of(db.session(), reader, audience_id), due.get((reader, audience_id), 0)) >= head


def begin(portal: Portal) -> tuple[str, dict[str, str]]:
    """A thread for everyone, and what the browsers of three people hold."""
    with portal.app.test_request_context():
        cast: Cast = portal.cast
        words = prepare("First words", cast.audience())
        with write():
            by, audience = cast.member("maya"), cast.audience()
            made = start_thread(by=by, audience=audience, kind=ThreadKind.DISCUSSION, title="Load", words=words)
            people = {who: open_session(cast.person(who), browser="test") for who in ("maya", "priya", "ngozi")}
        path = f"/w/{cast.workspace().public_id}/threads/{made.public_id}"
        held = {who: cookie({TOKEN: token}) for who, token in people.items()}
        db.session.remove()
    return path, held


def with_app(portal: Portal, call: Callable[[], None]) -> None:
    with portal.app.app_context():
        call()


def alive(pid: int) -> bool:
    """Whether a process runs still; one that ended and was not fetched does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], seconds: float) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.1)
