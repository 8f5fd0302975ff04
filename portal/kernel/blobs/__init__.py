"""Bytes of files: content-addressed, kept apart by workspace, written whole or not at all."""

from portal.kernel.blobs.address import store_at
from portal.kernel.blobs.durable import make_durable
from portal.kernel.blobs.local import LocalBlobs
from portal.kernel.blobs.moving import Moved, bring
from portal.kernel.blobs.s3 import S3Blobs
from portal.kernel.blobs.store import BlobStore, Stored, StoreFailed, TooLarge
from portal.kernel.blobs.wiring import blobs, init_blobs

__all__ = [
    "BlobStore",
    "LocalBlobs",
    "Moved",
    "S3Blobs",
    "StoreFailed",
    "Stored",
    "TooLarge",
    "blobs",
    "bring",
    "init_blobs",
    "make_durable",
    "store_at",
]
