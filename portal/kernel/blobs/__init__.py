"""Bytes of files: content-addressed, kept apart by workspace, written whole or not at all."""

from portal.kernel.blobs.local import LocalBlobs
from portal.kernel.blobs.store import BlobStore, Stored, TooLarge
from portal.kernel.blobs.wiring import blobs

__all__ = ["BlobStore", "LocalBlobs", "Stored", "TooLarge", "blobs"]
