"""A backup is whole, restores on both databases, and never leaves a half."""

import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from portal.edges.backup import NotABackup, restore, save
from portal.edges.demo.load import load_demo
from portal.features.discussions.models import Post
from portal.features.identity.models import SignedInSession
from portal.features.identity.sessions import open_session
from portal.features.library.models import FileVersion
from portal.kernel.access import Audience
from portal.kernel.blobs import blobs
from portal.kernel.db import Base, db, write
from portal.kernel.ledger import verify
from portal.kernel.ledger.installation import ledger_epoch
from portal.kernel.web import Refused
from tests.cast import Cast
from tests.conftest import make_app


def quiet(what: str, done: int, total: int) -> None:
    """Say nothing."""


def rows() -> dict[str, int]:
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return {name: count or 0 for name, count in counts.items()}


def heads() -> dict[str, str]:
    found = verify(db.session())
    assert found.findings == []
    db.session.rollback()
    return found.heads


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo world, made once, with the heads beside it."""
    folder = tmp_path_factory.mktemp("saved")
    app = make_app(folder)
    with app.app_context():
        migrated(app)
        load_demo(lambda *_: None)
        with write():
            open_session(db.session.scalars(select(Post)).first().author.person, browser="test")  # type: ignore[union-attr]
        save(folder / "portal.backup", quiet)
        (folder / "heads.json").write_text(json.dumps(heads()))
        (folder / "rows.json").write_text(json.dumps(rows()))
        db.session.remove()
        db.engine.dispose()
    return folder / "portal.backup"


def migrated(app: Flask) -> None:
    """A database as `flask setup` leaves it, without a demo world."""
    result = app.test_cli_runner().invoke(args=["setup"])
    assert result.exit_code == 0, result.output


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A portal without anything in it, inside its context."""
    yield from _empty(tmp_path, "")


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The same, on either database."""
    yield from _empty(tmp_path, request.getfixturevalue("postgres_url") if request.param == "postgresql" else "")


def _empty(folder: Path, url: str) -> Iterator[Flask]:
    app = make_app(folder / "here", url)
    with app.app_context():
        migrated(app)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_everything_comes_back_and_people_write_on(either: Flask, made: Path) -> None:
    restore(made, replace=False, tell=quiet)
    assert heads() == json.loads((made.parent / "heads.json").read_text())
    assert rows() == json.loads((made.parent / "rows.json").read_text())
    for version in db.session.scalars(select(FileVersion)):
        assert blobs().verify(version.file.workspace.public_id, version.sha256)
    with pytest.raises(DBAPIError, match="append-only"), write() as session:
        session.execute(db.text("DELETE FROM entry"))
    result = either.test_cli_runner().invoke(args=["people", "add", "new@acme.example", "--name", "New"])
    assert result.exit_code == 0, result.output
    assert verify(db.session()).findings == []


def test_what_was_restored_can_be_saved_and_restored_again(empty: Flask, made: Path, tmp_path: Path) -> None:
    restore(made, replace=False, tell=quiet)
    before = heads()
    save(tmp_path / "second", quiet)
    restore(tmp_path / "second", replace=True, tell=quiet)
    assert heads() == before


def test_the_epoch_is_new_and_everybody_is_signed_out(empty: Flask, made: Path) -> None:
    restore(made, replace=False, tell=quiet)
    first = ledger_epoch(db.session())
    db.session.rollback()
    restore(made, replace=True, tell=quiet)
    assert ledger_epoch(db.session()) not in ("", first)
    assert db.session.scalars(select(SignedInSession).where(SignedInSession.ended_at.is_(None))).all() == []


def test_a_portal_is_replaced_only_on_request(app: Flask, cast: Cast, made: Path) -> None:
    before = rows()
    with pytest.raises(Refused, match="--replace"):
        restore(made, replace=False, tell=quiet)
    assert rows() == before


def test_the_index_is_left_to_be_built_anew(empty: Flask, made: Path) -> None:
    index = empty.config["DATA_DIR"] / "index"
    index.mkdir(exist_ok=True)
    (index / "segment").write_text("old")
    restore(made, replace=True, tell=quiet)
    assert not (index / "segment").exists()


def changed(made: Path, place: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same backup with members changed or (None) left out."""
    with tarfile.open(made) as source, tarfile.open(place, "w") as target:
        for info in source.getmembers():
            file = source.extractfile(info)
            data = change(info.name, file.read() if file else b"")
            if data is not None:
                info.size = len(data)
                target.addfile(info, io.BytesIO(data))
    return place


def _other_word(name: str, data: bytes) -> bytes:
    return data.replace(b"forklift", b"forkliff") if name == "rows/entry_text.jsonl" else data


def _other_byte(name: str, data: bytes) -> bytes:
    return b"X" + data[1:] if name.startswith("blobs/") else data


def _other_kind(name: str, data: bytes) -> bytes:
    return data.replace(b"question", b"discussion", 1) if name == "rows/entry.jsonl" else data


def _fewer_rows(name: str, data: bytes) -> bytes:
    return data.splitlines(keepends=True)[0] if name == "rows/post.jsonl" else data


def _later_version(name: str, data: bytes) -> bytes:
    return data.replace(b'"revision": "0', b'"revision": "9') if name == "manifest.json" else data


SPOILED: dict[str, Callable[[str, bytes], bytes | None]] = {
    "its text was changed": _other_word,
    "entry .* was changed": _other_kind,
    "bytes of .* were changed": _other_byte,
    "Rows of post are missing": _fewer_rows,
    "no manifest": lambda name, data: None if name == "manifest.json" else data,
    "cannot be restored": lambda name, data: None if name == "rows/person.jsonl" else data,
    "another version": _later_version,
}


def test_a_spoiled_backup_changes_nothing(empty: Flask, made: Path, tmp_path: Path) -> None:
    restore(made, replace=False, tell=quiet)
    before = heads()
    for number, (why, spoil) in enumerate(SPOILED.items()):
        spoiled = changed(made, tmp_path / f"spoiled-{number}", spoil)
        with pytest.raises(NotABackup, match=why):
            restore(spoiled, replace=True, tell=quiet)
        assert heads() == before


@pytest.mark.parametrize("name", ["blobs/../../../etc/cron", "blobs/abc/../x", "blobs//" + "a" * 64])
def test_a_name_that_leads_elsewhere_is_refused(empty: Flask, made: Path, tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile"
    shutil.copy(made, hostile)
    with tarfile.open(hostile, "a") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(NotABackup, match="names a file in a way"):
        restore(hostile, replace=True, tell=quiet)


def test_a_cut_backup_is_refused(empty: Flask, made: Path, tmp_path: Path) -> None:
    whole = made.read_bytes()
    for size in (0, 1, 511, 5000, 200_000, len(whole) - 20_000):
        (tmp_path / "cut").write_bytes(whole[:size])
        with pytest.raises(NotABackup):
            restore(tmp_path / "cut", replace=True, tell=quiet)


def test_nothing_is_overwritten_and_nothing_half_is_left(app: Flask, cast: Cast, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    with pytest.raises(Refused, match="exists"):
        save(there, quiet)
    assert there.read_text() == "mine"

    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "new", stop)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("new")] == []


def test_only_its_owner_reads_it(made: Path) -> None:
    assert made.stat().st_mode & 0o077 == 0


def test_it_is_of_one_moment(both: tuple[Flask, Cast], tmp_path: Path) -> None:
    assert all(both)
    with write() as session:
        session.add(Audience(kind="self"))
    counted: list[int] = []

    def write_meanwhile(what: str, done: int, total: int) -> None:
        if done == 1 and what == "rows":
            with write() as session:
                session.add(Audience(kind="self"))
            counted.append(db.session.scalar(select(func.count(Audience.id))) or 0)

    manifest = save(tmp_path / "one", write_meanwhile)
    assert manifest["tables"]["audience"]["rows"] == counted[0] - 1
