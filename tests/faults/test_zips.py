"""A ZIP larger than 4 GB (in a long run): in constant memory, and every program can open it."""

import os
import resource
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from portal.features.library.watching import Standing
from portal.features.library.zipping import Entry, zip_of
from portal.kernel.blobs import blobs
from portal.kernel.blobs.local import LocalBlobs

LONG = int(os.environ.get("FAULT_ROUNDS", "0")) > 0
EACH = 2_300_000_000 if LONG else 30_000_000  # bytes; two of them are more than the old form of ZIP can hold
GROWTH = 48 * 1024  # kilobytes


@pytest.fixture
def entries(app: Flask) -> list[Entry]:
    """Two large files of nothing, and a text that is made smaller. They take no room on the disk."""
    assert app
    store, found = blobs(), []
    assert isinstance(store, LocalBlobs)
    for number, size in enumerate((EACH, EACH, 100_000)):
        path = store.path("acme", f"{number:064}")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
        kind = "text/plain" if number == 2 else "video/mp4"
        found.append(Entry(f"Größe {number}.bin", number, path.name, size, kind, (2026, 11, 25, 4, 0, 0)))
    return found


def test_in_constant_memory(entries: list[Entry], tmp_path: Path) -> None:
    whole = tmp_path / "all.zip"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with whole.open("wb") as out:
        for chunk in zip_of("acme", entries, watch=lambda _id: Standing.GIVEN, tell=lambda _entry: None):
            out.write(chunk)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < GROWTH
    with zipfile.ZipFile(whole) as archive:
        assert [info.file_size for info in archive.infolist()] == [entry.size for entry in entries]
        assert archive.infolist()[2].compress_size < 1000
        assert archive.read("Größe 2.bin") == bytes(100_000)
        with archive.open("Größe 1.bin") as last:
            assert last.read(10) == bytes(10)
    assert whole.stat().st_size > 2 * EACH
    whole.unlink()
