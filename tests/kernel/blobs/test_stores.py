"""What every store does: the same table for a folder and for a bucket of a real S3 server."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.kernel.blobs import BlobStore, TooLarge
from portal.kernel.blobs.s3 import PART, PIECE
from portal.kernel.db import clock

KEY = "workspace1"
SIZES = [0, 1, PIECE, 2 * PIECE + 1, PART, PART + 1, 2 * PART + 17]
SOON, LONG_AGO = timedelta(minutes=1), timedelta(hours=1)


def all_in(store: BlobStore) -> list[tuple[str, str]]:
    return sorted(store.written_before(clock() + SOON))


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out_in_ranges(store: BlobStore, size: int) -> None:
    data = os.urandom(size)
    stored = store.write(KEY, [data[:5], b"", data[5:]], limit=size)
    assert (stored.sha256, stored.size) == (hashlib.sha256(data).hexdigest(), size)
    assert store.size(KEY, stored.sha256) == size
    assert b"".join(store.read(KEY, stored.sha256)) == data
    assert store.verify(KEY, stored.sha256)
    for start, length in ((0, 1), (size // 2, 5), (max(size - 3, 0), 100), (1, None), (size, None), (size + 9, 1)):
        expected = data[start:] if length is None else data[start : start + length]
        assert b"".join(store.read(KEY, stored.sha256, start=start, length=length)) == expected


@pytest.mark.parametrize("size", [0, 5, PART + 1])
def test_a_whole_file_is_taken_over(store: BlobStore, tmp_path: Path, size: int) -> None:
    path, data = tmp_path / "arrived", os.urandom(size)
    for _again in range(2):
        path.write_bytes(data)
        stored = store.adopt(KEY, path)
        assert (stored.sha256, stored.size) == (hashlib.sha256(data).hexdigest(), size)
        assert not path.exists()
    assert all_in(store) == [(KEY, stored.sha256)]
    assert store.verify(KEY, stored.sha256)


def test_each_workspace_has_its_own(store: BlobStore) -> None:
    sha256 = store.write(KEY, [b"same"], limit=10).sha256
    with pytest.raises(FileNotFoundError):
        store.read("workspace2", sha256)
    with pytest.raises(FileNotFoundError):
        store.size("workspace2", sha256)
    store.write("workspace2", [b"same"], limit=10)
    assert store.delete(KEY, sha256)
    assert not store.verify(KEY, sha256)
    assert store.verify("workspace2", sha256)
    assert not store.delete(KEY, sha256)  # once more changes nothing


def test_what_came_again_is_not_forgotten(store: BlobStore) -> None:
    sha256 = store.write(KEY, [b"words"], limit=10).sha256
    assert not store.delete(KEY, sha256, unless_since=clock() - LONG_AGO)
    assert store.verify(KEY, sha256)
    assert list(store.written_before(clock() - LONG_AGO)) == []
    assert store.delete(KEY, sha256, unless_since=clock() + SOON)
    assert all_in(store) == []


@pytest.mark.parametrize("size", [6, PART + 1])
def test_too_much_and_broken_lines_leave_nothing(store: BlobStore, size: int) -> None:
    def broken() -> Iterator[bytes]:
        yield bytes(size)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.write(KEY, broken(), limit=2 * size)
    with pytest.raises(TooLarge):
        store.write(KEY, [bytes(size - 1), b"x"], limit=size - 1)
    assert all_in(store) == []
    assert store.write(KEY, [bytes(size)], limit=size).size == size


def test_equal_bytes_at_once_are_kept_once_and_whole(store: BlobStore) -> None:
    data, failures = os.urandom(PART + 7), list[BaseException]()

    def put() -> None:
        try:
            for size in (300_000, len(data)):
                store.write(KEY, [data[:100_000], data[100_000:size]], limit=size)
        except BaseException as error:  # noqa: BLE001 (told to the test)
            failures.append(error)

    _all_at_once(put, 4)
    assert failures == []
    whole, part = (hashlib.sha256(data[:size]).hexdigest() for size in (len(data), 300_000))
    assert all_in(store) == sorted([(KEY, whole), (KEY, part)])
    assert store.verify(KEY, whole)
    assert store.verify(KEY, part)


def test_more_than_one_answer_of_names_is_listed(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.blobs.s3.LISTED", 2)
    kept = [(KEY, store.write(KEY, [bytes([each])], limit=1).sha256) for each in range(5)]
    assert all_in(store) == sorted(kept)


@pytest.mark.parametrize("key", ["..", "a/b", "/etc", "", "a\x00b"])
def test_no_key_leads_out(store: BlobStore, key: str) -> None:
    for sha256 in ("../../x", "a" * 64):
        with pytest.raises(FileNotFoundError):
            store.read(key, sha256)
        with pytest.raises(FileNotFoundError):
            store.delete(key, sha256)


def test_what_a_dead_process_left_is_swept(store: BlobStore, tmp_path: Path) -> None:
    kept = store.write(KEY, [b"words"], limit=10).sha256
    (left,) = (folder / "left" for folder in tmp_path.rglob("incoming"))
    left.write_bytes(b"half")
    assert list(store.written_before(clock() - LONG_AGO)) == []
    assert left.exists()
    assert all_in(store) == [(KEY, kept)]
    assert not left.exists()


def _all_at_once(call: Callable[[], None], times: int) -> None:
    threads = [threading.Thread(target=call) for _ in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
