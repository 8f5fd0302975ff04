"""Bytes on a local disk: whole or not at all, durable before they are named, equal bytes kept once."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.blobs import LocalBlobs, TooLarge
from portal.kernel.db import now

KEY = "workspace1"


@pytest.fixture
def store(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs")


def files(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def broken() -> Iterator[bytes]:
    yield b"half"
    raise ConnectionResetError


def test_a_line_that_breaks_leaves_nothing(store: LocalBlobs, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        store.write(KEY, broken(), limit=100)
    assert files(tmp_path) == []


def test_too_much_leaves_nothing(store: LocalBlobs, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        store.write(KEY, [b"12345", b"6"], limit=5)
    assert files(tmp_path) == []
    assert store.write(KEY, [b"12345"], limit=5).size == 5


def test_bytes_reach_the_disk_before_their_name_does(
    store: LocalBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        named = [path for path in files(tmp_path) if path.parent.name != "incoming"]
        seen.append((os.path.realpath(f"/proc/self/fd/{descriptor}"), len(named)))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    stored = store.write(KEY, [b"words"], limit=10)
    root = tmp_path / "blobs"
    assert "/incoming/" in seen[0][0]
    assert seen[0][1] == 0  # the file first, while it has no name yet
    assert [Path(name) for name, _named in seen[1:]] == [root / KEY / stored.sha256[:2], root / KEY, root]
    assert all(named == 1 for _name, named in seen[1:])


def test_a_changed_byte_is_noticed(store: LocalBlobs, tmp_path: Path) -> None:
    stored = store.write(KEY, [b"words"], limit=10)
    files(tmp_path)[0].write_bytes(b"lords")
    assert not store.verify(KEY, stored.sha256)


def test_what_a_dead_process_left_is_swept(store: LocalBlobs, tmp_path: Path) -> None:
    left = tmp_path / "blobs" / "incoming" / "tmp123"
    left.write_bytes(b"half")
    kept = store.write(KEY, [b"words"], limit=10).sha256
    assert list(store.written_before(now() - timedelta(hours=1))) == []
    assert left.exists()
    assert list(store.written_before(now() + timedelta(seconds=5))) == [(KEY, kept)]
    assert not left.exists()


def test_nobody_else_on_the_machine_reads_them(store: LocalBlobs, tmp_path: Path) -> None:
    store.write(KEY, [b"words"], limit=10)
    assert files(tmp_path)[0].stat().st_mode & 0o077 == 0
    assert (tmp_path / "blobs" / KEY).stat().st_mode & 0o077 == 0


@pytest.fixture
def arrived(tmp_path: Path) -> Path:
    path = tmp_path / "arrived"
    path.write_bytes(b"words" * 100_000)
    return path


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder on a disk of its own."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        pytest.skip("this machine has no disk in memory")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_whole_file_is_taken_over_without_a_copy(store: LocalBlobs, arrived: Path, tmp_path: Path) -> None:
    data, inode = arrived.read_bytes(), arrived.stat().st_ino
    stored = store.adopt(KEY, arrived)
    assert (stored.sha256, stored.size) == (hashlib.sha256(data).hexdigest(), len(data))
    (kept,) = files(tmp_path)
    assert kept.stat().st_ino == inode
    assert kept.stat().st_mode & 0o077 == 0
    assert store.verify(KEY, stored.sha256)


def test_a_file_of_another_disk_is_copied_and_gone_there(store: LocalBlobs, elsewhere: Path, tmp_path: Path) -> None:
    far = elsewhere / "arrived"
    far.write_bytes(b"words" * 100_000)
    stored = store.adopt(KEY, far)
    assert store.verify(KEY, stored.sha256)
    assert stored.size == 500_000
    assert len(files(tmp_path)) == 1
    assert files(elsewhere) == []


def test_what_is_already_there_is_kept_once_and_counts_as_new(store: LocalBlobs, arrived: Path, tmp_path: Path) -> None:
    sha256 = store.write(KEY, [arrived.read_bytes()], limit=10**6).sha256
    os.utime(store.path(KEY, sha256), (0, 0))
    assert store.adopt(KEY, arrived).sha256 == sha256
    assert len(files(tmp_path)) == 1
    assert not store.delete(KEY, sha256, unless_since=now() - timedelta(hours=1))


class Died(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize("far", [False, True], ids=["same disk", "another disk"])
def test_a_crash_leaves_the_file_or_the_blob(
    store: LocalBlobs,
    arrived: Path,
    elsewhere: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    step: int,
    far: bool,
) -> None:
    data, left = arrived.read_bytes(), [step]
    if far:
        arrived.unlink()
        arrived = elsewhere / "arrived"
        arrived.write_bytes(data)

    def until(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Died
            return call(*given)

        return counted

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", until(os.fsync))
        patched.setattr(Path, "replace", until(Path.replace))
        with pytest.raises(Died):
            store.adopt(KEY, arrived)
    kept = list(store.written_before(now() + timedelta(seconds=5)))
    assert kept or arrived.read_bytes() == data
    assert all(store.verify(*blob) for blob in kept)
    if arrived.exists():
        assert store.verify(KEY, store.adopt(KEY, arrived).sha256)
    assert not arrived.exists()


def test_its_group_reads_what_is_shared_with_it(arrived: Path, tmp_path: Path) -> None:
    root = tmp_path / "shared"
    store = LocalBlobs(root, shared=True)
    group = next((group for group in os.getgroups() if group != root.stat().st_gid), root.stat().st_gid)
    os.chown(root, -1, group)
    kept = [
        store.path(KEY, stored.sha256) for stored in (store.write(KEY, [b"words"], limit=9), store.adopt(KEY, arrived))
    ]
    for path in (*kept, *(path.parent for path in kept), root / KEY):
        assert path.stat().st_gid == group
        assert path.stat().st_mode & 0o777 == (0o640 if path.is_file() else 0o750)
