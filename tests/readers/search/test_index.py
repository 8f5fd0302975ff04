"""The index as a thing: built anew, deleted, cut off in the middle, merged, and never behind."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from unittest.mock import Mock

import pytest
import time_machine
from flask import Flask, current_app
from sqlalchemy import select

from portal.features.discussions.models import Post
from portal.features.discussions.services import delete_post
from portal.kernel.db import db, now, write
from portal.kernel.jobs import Job, JobState, Worker, retry
from portal.kernel.ledger import Installation, ReaderCursor
from portal.readers.search import documents, indexer, rebuild, search, tasks
from portal.readers.search.contents import Document
from portal.readers.search.engine import search_index
from portal.readers.search.index import merge
from portal.readers.search.index.answering import Answers
from portal.readers.search.index.place import current, locked
from portal.readers.search.index.schema import VERSION
from tests.cast import Cast
from tests.conftest import make_app
from tests.readers.search.conftest import Pen, work


def index_folder() -> Path:
    found: Path = current_app.config["DATA_DIR"] / "index"
    return found


def titles(cast: Cast, text: str) -> set[str]:
    return {hit.title for hit in search(cast.actor("priya"), text).hits}


def test_the_same_on_both_databases(both: tuple[Flask, Cast]) -> None:
    app, cast = both
    with app.test_request_context():
        pen = Pen(cast)
        thread = pen.thread("Zeppelin")
        work()
        pen.post(thread, "airship")
        assert search(cast.actor("priya"), "airship").total == 0
        work()
        assert titles(cast, "zeppelin") == titles(cast, "airship") == {"Zeppelin"}


def test_without_an_index_it_says_so_and_the_worker_builds_one(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin")
    results = search(cast.actor("priya"), "zeppelin")
    assert (results.rebuilding, results.hits, results.total) == (True, [], 0)
    work()
    assert not search(cast.actor("priya"), "zeppelin").rebuilding
    assert titles(cast, "zeppelin") == {"Zeppelin"}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh drops what it cannot read
@pytest.mark.parametrize("lost", ["everything", "the pointer", "the segments", "the schema", "half a file"])
def test_whatever_is_lost_heals(pen: Pen, cast: Cast, lost: str) -> None:
    pen.thread("Zeppelin")
    work()
    folder = current()
    assert folder is not None
    segment = next(folder.glob("*.seg"))
    if lost == "everything":
        shutil.rmtree(index_folder())
    elif lost == "the pointer":
        (index_folder() / "CURRENT").unlink()
    elif lost == "the segments":
        for path in folder.glob("*.seg"):
            path.unlink()
    elif lost == "the schema":
        (index_folder() / "CURRENT").write_text(f"v{VERSION - 1}-1-old")
    else:
        segment.write_bytes(segment.read_bytes()[:100])
    fresh = make_app(current_app.config["DATA_DIR"])  # a new process has nothing open
    with fresh.app_context(), fresh.test_request_context():
        assert search(cast.actor("priya"), "zeppelin").rebuilding
        work()
        assert titles(cast, "zeppelin") == {"Zeppelin"}
        db.engine.dispose()


def test_an_index_ahead_of_the_ledger_is_built_anew(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin")
    work()
    before = current()
    with write() as session:  # as after a backup of another day
        session.query(Installation).one().ledger_epoch = "another"
    current_app.extensions[tasks.EXTENSION] = tasks.Compared()
    work()
    assert current() != before
    assert titles(cast, "zeppelin") == {"Zeppelin"}


def test_an_index_that_lost_commits_catches_up(pen: Pen, cast: Cast, tmp_path: Path) -> None:
    pen.thread("Zeppelin")
    work()
    shutil.copytree(index_folder(), tmp_path / "kept")
    pen.thread("Airship")
    work()
    assert titles(cast, "airship") == {"Airship"}
    shutil.rmtree(index_folder())
    shutil.copytree(tmp_path / "kept", index_folder())
    fresh = make_app(current_app.config["DATA_DIR"])
    with fresh.app_context(), fresh.test_request_context():
        assert db.session.query(ReaderCursor).filter_by(reader="search").count() > 0
        db.session.rollback()
        work()
        assert titles(cast, "airship") == {"Airship"}
        assert titles(cast, "zeppelin") == {"Zeppelin"}
        db.engine.dispose()


def test_the_old_index_answers_while_a_new_one_is_built(pen: Pen, cast: Cast) -> None:
    pen.thread("Zeppelin")
    work()
    seen: list[set[str]] = []

    def progress(_done: int, _total: int) -> None:
        seen.append(titles(cast, "zeppelin"))
        if len(seen) == 1:
            pen.thread("Zeppelin of this moment")  # written while it is built

    before = current()
    rebuild(progress)
    assert seen[0] == {"Zeppelin"}
    assert current() != before
    assert titles(cast, "zeppelin") == {"Zeppelin", "Zeppelin of this moment"}


def test_two_do_not_build_at_once(pen: Pen) -> None:
    with locked("rebuild"):
        assert rebuild() is None
    assert rebuild() is not None


def test_a_failed_batch_is_tried_again(pen: Pen, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pen.thread("Zeppelin")
    work()
    pen.thread("Airship")
    full = Mock(side_effect=OSError("the disk is full"))
    with monkeypatch.context() as broken:
        broken.setattr("portal.readers.search.documents.plain", full)
        work()
    assert titles(cast, "airship") == set()
    work()
    assert titles(cast, "airship") == {"Airship"}


def test_a_row_that_always_raises_stops_nobody(pen: Pen, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left to a job, which stands with the failed work after its last try and can run again."""
    work()
    build = documents.threads

    def broken(ids: list[int]) -> list[Document]:
        found = list(build(ids))
        if any(each.title == "Bad zeppelin" for each in found):
            raise ValueError
        return found

    monkeypatch.setattr(documents, "threads", broken)
    pen.thread("Bad zeppelin", body="Words of a post.")
    pen.thread("Good zeppelin")
    with time_machine.travel(now(), tick=True) as clock:
        for _try in range(6):
            work()
            clock.shift(7200)
    assert titles(cast, "zeppelin") == {"Good zeppelin"}
    assert titles(cast, "words of a post") == {"Bad zeppelin"}  # its post, which came in the same batch
    (job,) = db.session.scalars(select(Job).where(Job.kind == indexer.JOB))
    assert (job.state, job.attempts) == (JobState.DEAD, 5)
    monkeypatch.undo()
    with write() as session:
        retry(session, job.id)
    work()
    assert "Bad zeppelin" in titles(cast, "zeppelin")


def test_many_small_pieces_become_few_and_nothing_is_lost_or_doubled(pen: Pen, cast: Cast) -> None:
    thread = pen.thread("Zeppelin")
    work()
    for number in range(12):
        pen.post(thread, f"airship number{number}")
        work()
    with search_index().reading() as answers:
        assert isinstance(answers, Answers)
        assert len(list(answers.state.pieces)) < 10
    assert search(cast.actor("priya"), "airship").hits[0].more == 11
    for number in range(12):
        assert search(cast.actor("priya"), f"number{number}").total == 1


def test_what_is_deleted_while_pieces_are_merged_stays_deleted(
    pen: Pen, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "MANY", 10**6)
    thread = pen.thread("Zeppelin")
    posts = [pen.post(thread, f"airship number{number}") for number in range(4)]
    work()
    for post in posts:
        pen.post(thread, f"more of {post.number}")
        work()
    monkeypatch.setattr(merge, "MANY", 3)
    merged = merge._merged

    def meanwhile(*args: object) -> object:
        made = merged(*args)  # type: ignore[arg-type]  # as it was called
        with write():
            delete_post(by=cast.member("maya"), post=db.session.get_one(Post, posts[1].id))
        while tasks.follow():
            pass
        return made

    monkeypatch.setattr(merge, "_merged", meanwhile)
    folder = current()
    assert folder is not None
    assert merge.merge_some(folder)
    monkeypatch.undo()
    assert search(cast.actor("priya"), "number1").total == 0
    assert search(cast.actor("priya"), "number2").total == 1


def test_a_large_file_does_not_delay_a_post(pen: Pen, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.readers.search.indexer.CHARACTERS", 50)
    work()
    pen.file("long.eml.txt", b"zeppelin words " * 40)
    work()
    assert search(cast.actor("priya"), "zeppelin").total == 1


WORK = """
import sys
from pathlib import Path
from unittest.mock import Mock
from tests.conftest import make_app
from tests.readers.search.conftest import work
app = make_app(Path(sys.argv[1]))
with app.app_context():
    print("ready", flush=True)
    work()
"""


@pytest.mark.slow
def test_killed_at_any_moment_it_catches_up(pen: Pen, cast: Cast) -> None:
    """kill -9 of the indexer at moments of a commit, again and again: nothing is lost, nothing is doubled."""
    folder, thread = current_app.config["DATA_DIR"], pen.thread("Zeppelin")
    work()
    for number in range(6):
        pen.post(thread, f"airship round{number} " + "words " * 300)
        db.session.rollback()
        child = subprocess.Popen([sys.executable, "-c", WORK, str(folder)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.05 * number)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
    work()
    for number in range(6):
        results = search(cast.actor("priya"), f"round{number}")
        assert (results.total, len(results.hits)) == (1, 1)
    assert search(cast.actor("priya"), "airship").hits[0].more == 5


@pytest.mark.slow
def test_a_post_is_found_within_two_seconds_of_a_running_worker(app: Flask, pen: Pen, cast: Cast) -> None:
    def in_context(call: object) -> None:
        with app.app_context():
            call()  # type: ignore[operator]  # a call

    thread = pen.thread("Zeppelin")
    work()
    worker = Worker(in_context)
    running = threading.Thread(target=in_context, args=(worker.run,))
    running.start()
    waits = []
    try:
        for number in range(8):
            pen.post(thread, f"moment{number}")
            written = time.monotonic()
            while not search(cast.actor("priya"), f"moment{number}").total:
                assert time.monotonic() - written < 20
                db.session.rollback()
                worker.stopping.wait(0.02)
            waits.append(time.monotonic() - written)
    finally:
        worker.stopping.set()
        running.join()
    assert sorted(waits)[len(waits) // 2] < 2, waits
