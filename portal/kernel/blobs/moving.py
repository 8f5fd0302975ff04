"""Bringing everything from one store into another. Begun again, it goes on where it ended."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from portal.kernel.blobs.store import BlobStore

AT_ONCE = 4
Blob = tuple[str, str]  # key and hash


@dataclass(slots=True)
class Moved:
    """How many came, how many had come already, their bytes, and those whose bytes are not what their hash says."""

    copied: int = 0
    known: int = 0
    bytes: int = 0
    spoiled: list[Blob] = field(default_factory=list)


def bring(source: BlobStore, target: BlobStore, every: Iterable[Blob], tell: Callable[[int], object]) -> Moved:
    """Copy all that is not there yet; `tell` hears how many are done. The source stays as it is."""
    moved = Moved()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, (blob, size, word) in enumerate(pool.map(lambda each: _bring(source, target, each), every), 1):
            moved.copied += word == "copied"
            moved.known += word == "known"
            moved.bytes += size
            if word == "spoiled":
                moved.spoiled.append(blob)
            tell(number)
    return moved


def _bring(source: BlobStore, target: BlobStore, blob: Blob) -> tuple[Blob, int, str]:
    key, sha256 = blob
    try:
        size = source.size(key, sha256)
    except FileNotFoundError:
        return blob, 0, "gone"  # purged since it was listed
    if _has(target, blob, size):
        return blob, size, "known"
    stored = target.write(key, source.read(key, sha256), limit=size)
    if stored.sha256 != sha256:
        target.delete(key, stored.sha256)
        return blob, size, "spoiled"
    return blob, size, "copied"


def _has(target: BlobStore, blob: Blob, size: int) -> bool:
    """Whether it came already: what is there is there whole."""
    try:
        return target.size(*blob) == size
    except FileNotFoundError:
        return False
