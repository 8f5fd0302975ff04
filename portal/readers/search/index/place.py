"""Where the index lies: DATA_DIR/index/v<schema>-<stamp>/, named by a file CURRENT that is swapped by rename."""

import fcntl
import json
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from portal.kernel.blobs import make_durable
from portal.readers.search.index.schema import VERSION, schema

META = "THROUGHLINE"


def root() -> Path:
    """The folder of all indexes; made when it is missing."""
    folder: Path = current_app.config["DATA_DIR"] / "index"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def current() -> Path | None:
    """The folder of the index in use; None when there is none of this schema."""
    try:
        name = (current_app.config["DATA_DIR"] / "index" / "CURRENT").read_text().strip()
    except OSError:
        return None
    folder: Path = current_app.config["DATA_DIR"] / "index" / name
    return folder if name.startswith(f"v{VERSION}-") and (folder / META).exists() else None


def create() -> Path:
    """A new, empty index that nobody reads yet."""
    folder = root() / f"v{VERSION}-{int(time.time())}-{secrets.token_hex(3)}"
    folder.mkdir()
    storage(folder).create_index(schema())
    return folder


def storage(folder: Path) -> FileStorage:
    """The files of an index, without memory maps: Whoosh would copy them whole into each searcher."""
    return FileStorage(str(folder), supports_mmap=False)


def opened(folder: Path) -> FileIndex:
    """The index in a folder. Raises what Whoosh raises when it cannot be read."""
    return storage(folder).open_index()


def publish(folder: Path, *, epoch: str) -> None:
    """Make a finished index the one in use: safe on the disk first, then one rename; others are removed."""
    (folder / META).write_text(json.dumps({"schema": VERSION, "epoch": epoch}))
    for path in (*folder.iterdir(), folder):
        make_durable(path)
    pointer = root() / "CURRENT.new"
    pointer.write_text(folder.name)
    make_durable(pointer)
    pointer.rename(root() / "CURRENT")
    make_durable(root())
    for other in root().glob("v*-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def epoch_of(folder: Path) -> str:
    """The epoch of the ledger it was built from."""
    return str(json.loads((folder / META).read_text())["epoch"])


@contextmanager
def locked(name: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock of the whole machine; False when it is held elsewhere and `wait` is not wanted. Dies with us."""
    with (root() / f"{name}.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
