"""The store of the running application."""

from typing import cast

from flask import current_app

from portal.kernel.blobs.local import LocalBlobs
from portal.kernel.blobs.store import BlobStore

_KEY = "throughline.blobs"


def blobs() -> BlobStore:
    """The configured store, made on first use."""
    if _KEY not in current_app.extensions:
        current_app.extensions[_KEY] = LocalBlobs(current_app.config["DATA_DIR"] / "blobs")
    return cast("BlobStore", current_app.extensions[_KEY])
