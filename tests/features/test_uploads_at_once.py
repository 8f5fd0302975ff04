"""Several requests about the same upload at once, on both databases."""

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from portal.features.identity.merging import merge
from portal.features.library.models import File, FileVersion, Folder
from portal.features.library.room import room
from portal.features.library.store import take_over
from portal.features.library.tus import finishing
from portal.features.library.tus.beginning import begin
from portal.features.library.tus.models import Upload
from portal.features.library.tus.protocol import Asked
from portal.features.library.tus.stage import stage_of
from portal.kernel.db import db, write
from tests.cast import Cast
from tests.features.library.speaking_tus import DATA, told

Both = tuple[Flask, Cast]


def came(cast: Cast, name: str, who: str = "priya", key: str | None = None) -> Upload:
    """An upload whose bytes are all there."""
    asked = Asked(told(filename=name, audience="everyone", path=f"Plans/2026/{name}"), key=key)
    with write():
        made = begin(member=cast.member(who), who=cast.actor(who), size=len(DATA), asked=asked)
    stage_of(made.public_id).path.write_bytes(DATA)
    return made


def at_once(app: Flask, *calls: Callable[[], None]) -> None:
    """Each in a thread and a context of its own, let go together."""
    start, troubles = threading.Barrier(len(calls)), []

    def run(call: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                call()
            except Exception as trouble:  # noqa: BLE001 (told below)
                troubles.append(trouble)
            db.session.remove()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert troubles == []


def test_of_two_that_end_it_one_files_it(both: Both) -> None:
    app, cast = both
    upload, who = came(cast, "a.txt"), cast.actor("priya")
    db.session.rollback()
    content = take_over(cast.workspace().public_id, "a.txt", stage_of(upload.public_id).whole())
    ids = upload.id
    db.session.rollback()

    def file() -> None:
        with write():
            finishing.file_once(ids, who, content)

    at_once(app, file, file, file)
    assert db.session.scalar(select(func.count(File.id))) == 1
    assert db.session.get_one(Upload, ids).version_id == db.session.scalars(select(FileVersion.id)).one()


def test_a_folder_that_two_files_bring_is_made_once(both: Both) -> None:
    app, cast = both
    uploads = [came(cast, name).id for name in ("a.txt", "b.txt", "c.txt")]
    who = cast.actor("priya")
    db.session.rollback()
    at_once(app, *[lambda upload=each: finishing.finish(upload, who) for each in uploads])
    assert sorted(db.session.scalars(select(Folder.name))) == ["2026", "Plans"]
    assert db.session.scalar(select(func.count(File.id))) == 3


def test_what_comes_counts_until_it_is_there_and_then_once(both: Both) -> None:
    app, cast = both
    app.config["PERSON_QUOTA_BYTES"] = 100_000
    priya = cast.member("priya")
    upload = came(cast, "a.txt")
    assert room(priya) == 100_000 - len(DATA)
    finishing.finish(upload.id, cast.actor("priya"))
    assert room(priya) == 100_000 - len(DATA)
    assert room(cast.member("ngozi")) == 100_000


def test_uploads_follow_two_accounts_that_become_one(both: Both) -> None:
    _app, cast = both
    kept, twin = came(cast, "a.txt", "emily", key="k"), came(cast, "b.txt", "ngozi", key="k")
    other = came(cast, "c.txt", "ngozi")
    ids = [kept.public_id, other.public_id], twin.public_id
    with write():
        merge(kept=cast.person("emily"), gone=cast.person("ngozi"))
    emily = cast.member("emily").id
    found = {each.public_id: each.member_id for each in db.session.scalars(select(Upload))}
    assert found == dict.fromkeys(ids[0], emily)
    assert ids[1] not in found  # the same key once only
