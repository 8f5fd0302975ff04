"""The bytes a child reads, as a file on the local disk."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.kernel.blobs import BlobStore, LocalBlobs


@dataclass(frozen=True, slots=True)
class Source:
    """A document: where its bytes are, as what a child opens them, and where its drawings are kept.

    `made` names a file among the drawings that stands for the bytes: what an office file was turned into, or, by its
    whole path, what was taken out of a mail.
    """

    store: BlobStore
    key: str
    sha256: str
    family: str
    place: Path
    made: str = ""
    media_type: str = ""

    def open(self) -> IO[bytes]:
        """For reading; FileNotFoundError where the bytes are gone."""
        if self.made:
            return (self.place / self.made).open("rb")
        if isinstance(self.store, LocalBlobs):
            return self.store.path(self.key, self.sha256).open("rb")
        return self._fetched().open("rb")

    def _fetched(self) -> Path:
        """A copy beside the drawings, which goes with them."""
        copy = self.place / "source"
        if not copy.exists():
            self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self.place)
            with os.fdopen(handle, "wb") as file:
                for chunk in self.store.read(self.key, self.sha256):
                    file.write(chunk)
            Path(temporary).replace(copy)
        return copy
