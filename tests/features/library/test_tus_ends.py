"""What becomes of uploads: filed once, or nothing left of them."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.features.library.models import File, Folder
from portal.features.library.room import room
from portal.features.library.tus.models import Upload
from portal.features.library.tus.stage import stage_of
from portal.features.library.tus.sweeping import end_whole, sweep
from portal.features.workspaces.services import remove_member
from portal.kernel.db import db, now, write
from portal.kernel.ledger import Entry
from tests.cast import Cast
from tests.conftest import SignIn
from tests.features.library.conftest import file_named
from tests.features.library.speaking_tus import (
    DATA,
    HALF,
    base,
    create,
    files,
    offset_at,
    patch,
    speak,
    staged,
    stored,
    told,
)


def test_what_was_not_proved_when_the_server_died_does_not_count(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA[:HALF], 0)
    stage = stage_of(url.rpartition("/")[2])
    stage.begin_unproved(HALF)
    with stage.path.open("ab") as file:
        file.write(b"half of a piece")
    assert offset_at(priya, url) == HALF
    patch(priya, url, DATA[HALF:], HALF)
    assert stored(file_named("Gripper.txt").versions[0]) == DATA


def test_an_upload_that_waited_too_long_leaves_nothing(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA[:HALF], 0)
    with time_machine.travel(now() + timedelta(hours=47)):
        assert sweep() == 0
        patch(priya, url, DATA[HALF:-1], HALF)  # and has its whole time again
    with time_machine.travel(now() + timedelta(hours=94)):
        assert offset_at(priya, url) == len(DATA) - 1
    with time_machine.travel(now() + timedelta(hours=96)):
        assert speak(priya, "HEAD", url).status_code == 410
        assert patch(priya, url, DATA[-1:], len(DATA) - 1).status_code == 410
        assert sweep() == 1
        assert staged() == []
        assert speak(priya, "HEAD", url).status_code == 404


def test_what_came_whole_is_filed_though_its_sender_is_gone(
    sign_in: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    monkeypatch.setattr("portal.features.library.tus.receiving.finish", lambda *_, **__: None)  # the server dies here
    patch(priya, url, DATA, 0)
    said = priya.get(url).json
    assert said is not None
    assert said["state"] == "received"
    assert end_whole() == 0  # the sender has its time first
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert end_whole() == 1
    assert stored(file_named("Gripper.txt").versions[0]) == DATA


def test_a_death_between_bytes_and_row_files_it_once(
    sign_in: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr("portal.features.library.tus.finishing.reach", die)
        with pytest.raises(SystemExit):
            patch(priya, url, DATA, 0)
    assert files() == 0
    assert offset_at(priya, url) == len(DATA)
    assert patch(priya, url, b"", len(DATA)).status_code == 204
    assert stored(file_named("Gripper.txt").versions[0]) == DATA
    assert staged() == []


def test_a_newer_version_comes_the_same_way(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    patch(priya, create(priya, cast), DATA, 0)
    file = file_named("Gripper.txt")
    patch(priya, create(priya, cast, 3, name="Gripper 2.txt", file=file.public_id), b"New", 0)
    db.session.expire_all()
    assert [version.name for version in file_named("Gripper.txt").versions] == ["Gripper.txt", "Gripper 2.txt"]


def test_a_folder_comes_with_its_folders(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    for name in ("Plans/2026/a.txt", "Plans/2026/b.txt", "plans/c.txt", "../.././Plans/d.txt"):
        patch(priya, create(priya, cast, 1, name=name.rpartition("/")[2], path=name), b"x", 0)
    found = {each.name: each.parent.name if each.parent else "" for each in db.session.scalars(select(Folder)).unique()}
    assert found == {"Plans": "", "2026": "Plans"}
    places = {each.name: each.folder.name for each in db.session.scalars(select(File)).unique() if each.folder}
    assert places == {"a.txt": "2026", "b.txt": "2026", "c.txt": "Plans", "d.txt": "Plans"}


def test_whoever_is_removed_brings_nothing_more(sign_in: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.features.library.tus.receiving.RECHECK", 0.0)
    ngozi = sign_in("ngozi")
    url = create(ngozi, cast)
    patch(ngozi, url, DATA[:HALF], 0)
    seen: list[int] = []

    class Body:
        """She is removed while her bytes come."""

        def read(self, _size: int = -1) -> bytes:
            seen.append(len(seen))
            if len(seen) == 2:
                with write():
                    remove_member(by=cast.member("maya"), member=cast.member("ngozi"))
            return DATA[HALF : HALF + 100]

    head = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(HALF), "Content-Type": "application/offset+octet-stream"}
    source = {"wsgi.input": Body(), "wsgi.input_terminated": True}
    assert ngozi.patch(url, headers=head, environ_overrides=source).status_code == 404
    assert len(seen) == 2
    assert speak(ngozi, "HEAD", url).status_code == 404
    assert files() == 0


def test_what_is_on_its_way_counts(sign_in: SignIn, cast: Cast, app: Flask) -> None:
    app.config |= {"WORKSPACE_QUOTA_BYTES": 50_000, "PERSON_QUOTA_BYTES": 30_000}
    priya, ngozi, maya = sign_in("priya"), sign_in("ngozi"), sign_in("maya")
    url = create(priya, cast)
    meta = told(filename="b.txt", audience="everyone")
    mine = speak(priya, "POST", base(cast), Upload_Length=14_000, Upload_Metadata=meta)
    assert mine.status_code == 413
    assert "Of the 30 kB you may store here, 4 kB are left" in mine.text
    theirs = speak(ngozi, "POST", base(cast), Upload_Length=25_000, Upload_Metadata=meta)
    assert theirs.status_code == 413
    assert "25 kB" in theirs.text
    assert "24 kB" not in theirs.text  # what others have filled is theirs
    assert "Ask the team to make room" in theirs.text
    staff = speak(maya, "POST", base(cast), Upload_Length=25_000, Upload_Metadata=meta)
    assert "24 kB left" in staff.text
    assert patch(priya, url, DATA, 0).status_code == 204  # its own reservation is no obstacle
    assert create(priya, cast, 4000)
    free = room(cast.member("ngozi"))
    create(maya, cast, 10)
    assert room(cast.member("ngozi")) == free  # nor do attempts tell to the byte what others bring
    assert room(cast.member("maya")) == 50_000 - len(DATA) - 4000 - 10
    create(ngozi, cast, 7)
    assert room(cast.member("ngozi")) == free - 7  # one's own counts as it is: varying it tells nothing


def test_the_ledger_tells_of_one_upload(sign_in: SignIn, cast: Cast) -> None:
    priya = sign_in("priya")
    url = create(priya, cast)
    patch(priya, url, DATA[:HALF], 0)
    before = db.session.scalar(select(func.count(Entry.id)))
    patch(priya, url, DATA[HALF:], HALF)
    assert db.session.scalar(select(func.count(Entry.id)).where(Entry.kind == "file.uploaded")) == 1
    assert db.session.scalar(select(func.count(Entry.id)).where(Entry.id <= before)) == before


def test_the_page_asks_for_its_token(sign_in: SignIn, cast: Cast, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = speak(sign_in("priya"), "POST", base(cast), Upload_Length=1, Upload_Metadata=told(audience="everyone"))
    assert answer.status_code == 400
    assert db.session.scalar(select(func.count(Upload.id))) == 0
