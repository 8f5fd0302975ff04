"""Writing a backup while people work."""

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from flask_babel import gettext as _
from sqlalchemy import Connection, select

from portal.edges.backup.rows import lines
from portal.kernel.access import Audience
from portal.kernel.blobs import blobs
from portal.kernel.db import Base, clock, db
from portal.kernel.web import Refused

FORMAT = 1
MANIFEST = "manifest.json"
Tell = Callable[[str, int, int], object]


def save(place: Path, tell: Tell) -> dict[str, Any]:
    """Write everything into a new file; gives its manifest. `tell(what, done, total)` hears how far it is.

    The file has its name only when it is complete. All rows are of one moment; bytes are never changed, so those the
    rows name are copied after them. Raises Refused when the file exists.
    """
    if place.exists():
        raise Refused(_("%(file)s exists already.", file=place))
    part = place.with_name(place.name + ".part")
    try:
        with part.open("wb") as out:
            part.chmod(0o600)
            with tarfile.open(fileobj=out, mode="w") as archive:
                manifest = _fill(archive, tell)
            out.flush()
            os.fsync(out.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _fill(archive: tarfile.TarFile, tell: Tell) -> dict[str, Any]:
    level = "REPEATABLE READ" if db.engine.dialect.name == "postgresql" else "SERIALIZABLE"
    with db.engine.connect().execution_options(isolation_level=level) as connection, connection.begin():
        manifest = _said(connection)
        tables = Base.metadata.sorted_tables
        for number, table in enumerate(tables, start=1):
            count = _put(archive, f"rows/{table.name}.jsonl", lines(connection, table))
            manifest["tables"][table.name] = {"rows": count, "columns": [column.name for column in table.columns]}
            tell("rows", number, len(tables))
    every = sorted(blobs().written_before(clock() + timedelta(days=1)))
    for number, (key, sha256) in enumerate(every, start=1):
        _put_blob(archive, key, sha256)
        tell("files", number, len(every))
    manifest["blobs"] = len(every)
    # Last of all, so that a file that was cut off has none.
    _put(archive, MANIFEST, iter([json.dumps(manifest, indent=1).encode()]))
    return manifest


def _said(connection: Connection) -> dict[str, Any]:
    heads = connection.execute(select(Audience.public_id, Audience.head_seq, Audience.head_hash))
    return {
        "format": FORMAT,
        "made_at": clock().isoformat(),
        "revision": MigrationContext.configure(connection).get_current_revision(),
        "heads": {row.public_id: f"{row.head_seq}:{row.head_hash}" for row in heads},
        "tables": {},
    }


def _put(archive: tarfile.TarFile, name: str, parts: Iterator[bytes]) -> int:
    """Add a member whose size is known only when it has been written; gives how many parts it had."""
    count = 0
    with tempfile.TemporaryFile() as file:
        for count, part in enumerate(parts, start=1):  # noqa: B007 (the last one is how many)
            file.write(part)
        info = tarfile.TarInfo(name)
        info.size = file.tell()
        file.seek(0)
        archive.addfile(info, file)
    return count


def _put_blob(archive: tarfile.TarFile, key: str, sha256: str) -> None:
    try:
        info = tarfile.TarInfo(f"blobs/{key}/{sha256}")
        info.size = blobs().size(key, sha256)
        archive.addfile(info, _Chunks(blobs().read(key, sha256)))
    except FileNotFoundError:
        return  # purged since it was listed; no row of the snapshot that can be opened names it


class _Chunks(io.RawIOBase):
    """Chunks of a blob as the file a tar archive reads from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left = chunks, b""

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (chunk := next(self._chunks, b"")):
            self._left += chunk
        given, self._left = self._left[:size], self._left[size:]
        return given
