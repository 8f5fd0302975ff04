"""Both stores, and ways to look into them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from portal.kernel.blobs import BlobStore, store_at
from tests.servers import S3

Bucket = Callable[[str], str]


@pytest.fixture
def bucket(s3_endpoint: S3, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Gives the address of a place of its own in the S3 store: `bucket("one")`; its keys are in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_endpoint.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_endpoint.secret_key)
    run = os.urandom(4).hex()
    where = f"endpoint={quote(s3_endpoint.endpoint)}&region={s3_endpoint.region}"
    return lambda name: f"s3://{s3_endpoint.bucket}/{run}/{name}?{where}"


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    """An empty store: once a folder, once a bucket."""
    url = request.getfixturevalue("bucket")("blobs") if request.param == "s3" else ""
    yield store_at(url, tmp_path)
    assert not [path for path in tmp_path.rglob("incoming/*") if path.name != "left"]  # nothing stays on its way
