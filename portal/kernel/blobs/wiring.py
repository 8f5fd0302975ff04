"""The store of the running application."""

from typing import cast

from flask import Flask, current_app

from portal.kernel.blobs.address import check, store_at
from portal.kernel.blobs.store import BlobStore

_KEY = "throughline.blobs"


def init_blobs(app: Flask) -> None:
    """Raises ValueError for a setting that leads to no store."""
    check(app.config["BLOBS_URL"])


def blobs() -> BlobStore:
    """The configured store, made on first use: after a server has forked, and never by a command that needs none."""
    if _KEY not in current_app.extensions:
        config = current_app.config
        current_app.extensions[_KEY] = store_at(config["BLOBS_URL"], config["DATA_DIR"], shared=bool(config["X_ACCEL"]))
    return cast("BlobStore", current_app.extensions[_KEY])
