"""Both stores, and ways to look into them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.kernel.blobs import BlobStore, store_at


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    """An empty store: once a folder, once a bucket."""
    url = request.getfixturevalue("bucket")("blobs") if request.param == "s3" else ""
    yield store_at(url, tmp_path)
    assert not [path for path in tmp_path.rglob("incoming/*") if path.name != "left"]  # nothing stays on its way
