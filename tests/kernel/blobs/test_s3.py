"""What only a bucket can do wrong: change bytes on the way, be gone, refuse us."""

import contextlib
import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
import pytest

from portal.kernel.blobs import BlobStore, LocalBlobs, S3Blobs, StoreFailed, store_at
from portal.kernel.blobs.s3 import PART
from portal.kernel.db import clock
from tests.plugins.servers import Bucket
from tests.servers import S3, free_port

KEY = "workspace1"
MARK = b"these bytes change on the way"


@pytest.fixture
def spoiled(s3_endpoint: S3, bucket: Bucket) -> Iterator[str]:
    """The address of the bucket through a line that changes some bytes."""
    with socket.create_server(("127.0.0.1", free_port())) as server:
        threading.Thread(target=_spoil, args=(server, s3_endpoint.endpoint), daemon=True).start()
        port = server.getsockname()[1]
        real = str(urlsplit(s3_endpoint.endpoint).port)
        yield bucket("spoiled").replace(real, str(port))


def _spoil(server: socket.socket, endpoint: str) -> None:
    where = urlsplit(endpoint)
    with contextlib.suppress(OSError):
        while True:
            here, _address = server.accept()
            there = socket.create_connection((str(where.hostname), int(where.port or 0)))
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError), one, other:
        while data := one.recv(1024 * 1024):
            other.sendall(data.replace(MARK, MARK.upper()))


@pytest.mark.parametrize("size", [1000, PART + 1000])
def test_what_changes_on_the_way_is_not_kept(spoiled: str, tmp_path: Path, size: int) -> None:
    store = store_at(spoiled, tmp_path)
    data = os.urandom(size - len(MARK)) + MARK
    with pytest.raises(StoreFailed):
        store.write(KEY, [data], limit=size)
    assert list(store.written_before(clock() + timedelta(minutes=1))) == []
    assert store.verify(KEY, store.write(KEY, [bytes(size)], limit=size).sha256)


def test_a_file_that_changes_while_it_is_sent_is_not_kept(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, path = store_at(bucket("changing"), tmp_path), tmp_path / "arrived"
    path.write_bytes(bytes(PART + 1))
    monkeypatch.setattr("portal.kernel.blobs.s3.chunks_of", lambda _path: iter([bytes(PART), b"x"]))
    with pytest.raises(StoreFailed, match="changed"):
        store.adopt(KEY, path)
    assert path.exists()
    assert list(store.written_before(clock() + timedelta(minutes=1))) == []


def test_bytes_that_come_again_are_sent_again(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They count as new, and take as long as bytes that nobody has brought yet."""
    store, put = store_at(bucket("again"), tmp_path), obstore.put
    sent: list[str] = []

    def send(store: Any, name: str, *said: Any, **how: Any) -> Any:
        sent.append(name)
        return put(store, name, *said, **how)

    monkeypatch.setattr(obstore, "put", send)
    for data in (b"words", bytes(PART + 1)):
        sha256 = store.write(KEY, [data], limit=len(data)).sha256
        first = _written(store, sha256)
        store.write(KEY, [data], limit=len(data))
        assert sent == [f"{KEY}/{sha256[:2]}/{sha256}"] * 2
        assert _written(store, sha256) >= first
        assert store.verify(KEY, sha256)
        sent.clear()


def _written(store: BlobStore, sha256: str) -> datetime:
    assert isinstance(store, S3Blobs)
    return store._store.head(f"{KEY}/{sha256[:2]}/{sha256}")["last_modified"]


def test_a_store_that_is_gone_is_said_soon_and_in_a_line(bucket: Bucket, s3_endpoint: S3, tmp_path: Path) -> None:
    real = str(urlsplit(s3_endpoint.endpoint).port)
    store = store_at(bucket("gone").replace(real, str(free_port())), tmp_path)
    sha256 = hashlib.sha256(b"words").hexdigest()
    for call in (
        lambda: store.write(KEY, [b"words"], limit=10),
        lambda: store.read(KEY, sha256),
        lambda: store.delete(KEY, sha256),
        lambda: store.verify(KEY, sha256),
        lambda: list(store.written_before(clock())),
    ):
        with pytest.raises(StoreFailed) as said:
            call()
        assert "\n" not in str(said.value)


def test_wrong_keys_are_refused(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    store = store_at(bucket("mine"), tmp_path)
    with pytest.raises(StoreFailed) as said:
        store.write(KEY, [b"words"], limit=10)
    assert "wrong" not in str(said.value)


@pytest.mark.parametrize(
    "url",
    ["ftp://x/y", "s3://", "blobs", "s3://b?endpint=x", "s3://key:secret@bucket/x", "http://127.0.0.1:1/b"],
)
def test_an_address_that_leads_nowhere_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="BLOBS_URL must be"):
        store_at(url, tmp_path)


def test_another_folder_is_a_store_too(tmp_path: Path) -> None:
    store = store_at(str(tmp_path / "far"), tmp_path / "data")
    assert isinstance(store, LocalBlobs)
    store.write(KEY, [b"words"], limit=10)
    assert list((tmp_path / "far" / KEY).iterdir())
    assert not (tmp_path / "data").exists()
