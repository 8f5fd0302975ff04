"""Writing things and finding them: the real index on the databases of the cast."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pytest
from flask import Flask, current_app

from portal.features.discussions import services
from portal.features.discussions.models import Post, Thread, ThreadKind
from portal.features.discussions.prepare import prepare
from portal.features.library.models import File, Folder
from portal.features.library.services import add_file
from portal.features.library.store import keep
from portal.kernel.db import db, write
from portal.kernel.jobs import Worker
from portal.readers.search import Hit, search
from tests.cast import Cast
from tests.readers.search.samples import filled, implementation, index, postgres_app  # noqa: F401 (fixtures)


def work() -> None:
    """Let the worker do all there is to do."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's own way

    def in_context(call: Callable[[], None]) -> None:
        with app.app_context():
            call()

    with app.app_context():
        Worker(in_context).drain()
    db.session.rollback()  # what comes now sees what the worker did


class Pen:
    """Writes as one of the cast, in Acme's workspace unless another is named."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def thread(
        self,
        title: str,
        body: str = "See the title.",
        *,
        who: str = "maya",
        audience: str = "everyone",
        workspace: str = "acme",
        kind: ThreadKind = ThreadKind.DISCUSSION,
    ) -> Thread:
        heard = self.cast.audience(audience, workspace)
        words = prepare(body, heard)
        with write():
            by = self.cast.member(who, workspace)
            return services.start_thread(by=by, audience=heard, kind=kind, title=title, words=words)

    def post(self, thread: Thread, body: str, *, who: str = "maya", files: Sequence[File] = ()) -> Post:
        found = db.session.get_one(Thread, thread.id)
        words = prepare(body, found.audience)
        with write():
            found = db.session.get_one(Thread, thread.id)
            by = self.cast.member(who, self._place(found.workspace_id))
            return services.post(by=by, thread=found, words=words, files=files)

    def file(
        self,
        name: str,
        content: bytes,
        *,
        who: str = "maya",
        audience: str = "everyone",
        workspace: str = "acme",
        folder: Folder | None = None,
    ) -> File:
        place = self.cast.workspace(workspace)
        kept = keep(place.public_id, name, [content], limit=10_000_000)
        with write():
            heard = self.cast.audience(audience, workspace)
            return add_file(by=self.cast.actor(who), workspace=place, audience=heard, folder=folder, content=kept)

    def _place(self, workspace_id: int) -> str:
        return next(word for word, each in self.cast.workspaces.items() if each == workspace_id)


class Find(Protocol):
    def __call__(self, who: str, text: str, **narrowed: object) -> list[Hit]: ...


@pytest.fixture
def pen(app: Flask, cast: Cast) -> Iterator[Pen]:
    """Something to write with, in a request: hits carry addresses."""
    with app.test_request_context():
        yield Pen(cast)


@pytest.fixture
def find(cast: Cast) -> Find:
    """`find("priya", "gripper")`: what she finds, after the worker has done all there is to do."""

    def go(who: str, text: str, **narrowed: object) -> list[Hit]:
        work()
        return search(cast.actor(who), text, **narrowed).hits  # type: ignore[arg-type]  # narrowed is checked there

    return go
