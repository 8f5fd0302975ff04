"""`python -m tests.bench.files`: every file of the real and the hostile input, as a served portal takes it.

Prints type, state, pages, words and seconds of each, how quickly the portal answered meanwhile and before, and whether
any of its processes died.
"""

import shutil
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from portal.features.identity.models import Person
from portal.features.library.models import FileVersion, PageText, TextState
from portal.features.library.services import file_away
from portal.features.library.store import keep
from portal.features.workspaces.audiences import everyone
from portal.features.workspaces.models import Member, Workspace
from portal.kernel.db import db, write
from portal.kernel.ledger import Entry
from tests.bench.figures import Figures, figures
from tests.bench.reading import documents, hostile
from tests.bench.stage import Stage, staged
from tests.bench.world import Shape, build_workspaces

BEFORE = 5.0  # seconds of answers before anything is read
PAUSE = 0.05  # seconds between two questions
LONGEST = 600.0
LARGEST = 100 * 1024**2


def main() -> int:
    """Give 1 where a file is stuck or a process died."""
    console = Console(width=200)
    folder = Path(tempfile.mkdtemp(prefix="files"))
    with staged(folder, lambda words: console.print(words, style="dim")) as stage:
        stage.portal.start()
        processes = stage.portal.children()
        before = _asked(stage, BEFORE)
        with Asking(stage.portal.url) as during:
            _bring(stage)
            stuck = _wait(stage)
        console.print(_table(stage))
        console.print(f"/healthz before: {before}")
        console.print(f"/healthz while they were read: {during.figures()}")
        died = set(processes) - set(stage.portal.children())
        console.print(f"Stuck: {stuck}. Processes that died: {len(died)}")
    shutil.rmtree(folder, ignore_errors=True)
    return 1 if stuck or died else 0


@dataclass(slots=True)
class Asking:
    """Asks a page again and again in a thread of its own, as long as the block lasts."""

    url: str
    times: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def figures(self) -> Figures:
        """p50, p95 and the longest, in milliseconds."""
        return figures(self.times, time.monotonic() - self.began) | {"longest": round(max(self.times) * 1000, 1)}

    def _ask(self) -> None:
        while not self._done.wait(PAUSE):
            asked = time.monotonic()
            urllib.request.urlopen(f"{self.url}/healthz", timeout=30).close()  # noqa: S310 (our own address)
            self.times.append(time.monotonic() - asked)


def _asked(stage: Stage, seconds: float) -> Figures:
    with Asking(stage.portal.url) as asking:
        time.sleep(seconds)
    return asking.figures()


def _bring(stage: Stage) -> None:
    """All files into one workspace."""
    with stage.portal.app.app_context():
        rep, helper = (db.session.get_one(Person, each) for each in stage.staff)
        (key,) = build_workspaces(rep, helper, Shape(1, 1, 1), lambda _posts: None)
        for name, data in _everything():
            content = keep(key, name.replace("/", " "), iter([data]), limit=LARGEST)
            with write():
                workspace = db.session.scalars(select(Workspace).where(Workspace.public_id == key)).one()
                member = db.session.scalars(select(Member).where(Member.workspace_id == workspace.id)).first()
                if member is not None:
                    file_away(member=member, audience=everyone(workspace), folder=None, content=content)
            db.session.remove()


def _everything() -> Iterator[tuple[str, bytes]]:
    yield from documents()
    yield from hostile()


def _wait(stage: Stage) -> int:
    """Until all are read; gives how many are not after the longest time."""
    waiting = select(func.count()).select_from(FileVersion).where(FileVersion.text_state == TextState.WAITING)
    until = time.monotonic() + LONGEST
    with stage.portal.app.app_context():
        while (left := db.session.scalar(waiting) or 0) and time.monotonic() < until:
            db.session.remove()
            time.sleep(0.5)
        return left


def _table(stage: Stage) -> Table:
    table = Table(title="Files, with the seconds until each was read, stored and told")
    for heading in ("name", "type", "state", "text", "reason", "pages", "words", "seconds"):
        table.add_column(heading, justify="right" if heading in ("pages", "words", "seconds") else "left")
    with stage.portal.app.app_context():
        entries = select(Entry.subject, Entry.recorded_at).where(Entry.kind == "file.read").order_by(Entry.id)
        told = {str(subject): moment for subject, moment in db.session.execute(entries)}
        last = min(told.values(), default=None)
        ordered = {each.file.public_id: each for each in db.session.scalars(select(FileVersion))}
        for subject, moment in told.items():
            version, took = ordered.pop(subject), (moment - last).total_seconds() if last else 0.0
            last = moment
            table.add_row(*_row(version), f"{took:.2f}")
        for version in ordered.values():
            table.add_row(*_row(version), "never")
    return table


def _row(version: FileVersion) -> list[str]:
    texts = db.session.scalars(select(PageText.text).where(PageText.version_id == version.id))
    words = sum(len(text.split()) for text in texts)
    what = (version.name[-60:], version.media_type[-45:], version.state, version.text_state, version.reason)
    return [*what, str(version.pages or 0), str(words)]


if __name__ == "__main__":
    sys.exit(main())
