"""Several files as one ZIP, made while it flows: in constant memory, and only as long as the reader may have each."""

import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.features.library import downloads
from portal.features.library.collected import Item
from portal.features.library.watching import Standing
from portal.kernel.blobs import blobs

LARGE = 2**31 - 1  # bytes; from here on an entry needs the longer form
FIRST_YEAR = 1980  # a ZIP knows no earlier one
SMALLER = ("text/", "application/json", "application/xml", "image/svg", "image/bmp", "application/rtf", "message/")


@dataclass(frozen=True, slots=True)
class Entry:
    """What of an item goes into the ZIP; plain values, for rows do not outlive the looks at its rights."""

    path: str
    version_id: int
    sha256: str
    size: int
    media_type: str
    at: tuple[int, int, int, int, int, int]


def entry_of(item: Item) -> Entry:
    """The entry for an item."""
    version = item.version
    at = version.uploaded_at
    moment = (max(at.year, FIRST_YEAR), at.month, at.day, at.hour, at.minute, at.second)
    return Entry(item.path, version.id, version.sha256, version.size, version.media_type, moment)


def zip_of(
    key: str, entries: Sequence[Entry], *, watch: Callable[[int], Standing], tell: Callable[[Entry], None]
) -> Iterator[bytes]:
    """The bytes of the ZIP. `watch` is asked about each version, `tell` hears of those that go in, each in its turn.

    What is not given any more when its turn comes is named in a list at the end. Stopped when a right to read ends, or
    a file is taken back while it flows: the connection is cut, so that no half ZIP looks whole.
    """
    sink, left_out = _Sink(), []
    with zipfile.ZipFile(sink, "w") as archive:
        for entry in entries:
            standing = watch(entry.version_id)
            if standing is Standing.OVER:
                raise downloads.Stopped
            if standing is Standing.TAKEN_BACK or not _there(key, entry):
                left_out.append(entry.path)
                continue
            tell(entry)
            for _chunk in _written(archive, key, entry, watch):
                yield from sink.taken()
        if left_out:
            archive.writestr(_("Left out.txt"), _left_out(left_out))
    yield from sink.taken()


class _Sink:
    """Where the archive writes to: what waits to be sent."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """What waits is taken, not pushed."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> Iterator[bytes]:
        waiting, self._waiting = self._waiting, []
        if waiting:
            yield b"".join(waiting)


def _written(archive: zipfile.ZipFile, key: str, entry: Entry, watch: Callable[[int], Standing]) -> Iterator[None]:
    info = zipfile.ZipInfo(entry.path, entry.at)
    info.compress_type = zipfile.ZIP_DEFLATED if entry.media_type.startswith(SMALLER) else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    seen = time.monotonic()
    with (
        archive.open(info, "w", force_zip64=entry.size >= LARGE) as target,
        closing(blobs().read(key, entry.sha256)) as chunks,  # type: ignore[type-var]
    ):
        for chunk in chunks:
            if time.monotonic() - seen >= downloads.RECHECK:
                seen = time.monotonic()
                if watch(entry.version_id) is not Standing.GIVEN:
                    raise downloads.Stopped
            target.write(chunk)
            yield
    yield


def _there(key: str, entry: Entry) -> bool:
    try:
        return blobs().size(key, entry.sha256) == entry.size
    except FileNotFoundError:
        return False


def _left_out(paths: Sequence[str]) -> str:
    head = _("These files were taken back, or could not be read, while the ZIP was made:")
    return "\r\n".join([head, "", *paths, ""])
