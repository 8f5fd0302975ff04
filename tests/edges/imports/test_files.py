from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.edges.imports.files import FileCounts, import_files
from portal.features.library.models import File, Folder
from portal.kernel.db import db
from portal.kernel.ledger import Entry
from tests.cast import Cast


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "given"
    (found / "deep" / "er").mkdir(parents=True)
    (found / "a.txt").write_text("words")
    (found / "deep" / "er" / "b.md").write_text("more words")
    (found / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    (found / "away").symlink_to("/etc/passwd")
    return found


def _run(cast: Cast, folder: Path) -> tuple[FileCounts, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    counts = import_files(
        folder,
        workspace=cast.workspace(),
        member=cast.member("maya"),
        audience=cast.audience("team"),
        progress=lambda done, of: told.append((done, of)),
    )
    return counts, told


def test_a_folder_is_filed_once(app: Flask, cast: Cast, folder: Path) -> None:
    counts, told = _run(cast, folder)
    assert (counts.found, counts.added, counts.read, counts.known) == (3, 3, 2, 0)
    assert counts.unreadable == [("c.pdf", "it is damaged or not what its name says")]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert set(db.session.scalars(select(Folder.name))) == {"deep", "er"}
    entries = db.session.scalar(select(func.count(Entry.id)))
    again, _told = _run(cast, folder)
    assert (again.added, again.known, again.unreadable) == (0, 3, [])
    assert db.session.scalar(select(func.count(Entry.id))) == entries


def test_a_changed_file_is_another(app: Flask, cast: Cast, folder: Path) -> None:
    _run(cast, folder)
    (folder / "a.txt").write_text("other words")
    counts, _told = _run(cast, folder)
    assert (counts.added, counts.known) == (1, 2)
    assert sorted(db.session.scalars(select(File.name))) == ["a (2).txt", "a.txt", "b.md", "c.pdf"]
