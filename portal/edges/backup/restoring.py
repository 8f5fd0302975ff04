"""Putting a backup in place: checked as a whole before anything is seen of it."""

import json
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from alembic.runtime.migration import MigrationContext
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from portal.edges.backup.rows import count_on, load
from portal.edges.backup.saving import FORMAT, MANIFEST
from portal.features.identity.models import Company, Proof, SignedInSession
from portal.kernel.blobs import blobs
from portal.kernel.blobs.store import CHUNK
from portal.kernel.db import Base, clock, db, new_public_id
from portal.kernel.db.lock import EXTENSION
from portal.kernel.ledger import Installation, verify
from portal.kernel.ledger.installation import forget_installation
from portal.kernel.web import Refused

BLOB = re.compile(r"blobs/([0-9a-z]+)/([0-9a-f]{64})")
# What reading an archive or inserting its rows raises when it is no backup, or a spoiled one.
BROKEN = (tarfile.TarError, EOFError, LookupError, ValueError, TypeError, AttributeError, IntegrityError, DataError)
LARGEST_MANIFEST = 64 * 1024**2
Tell = Callable[[str, int, int], object]


class NotABackup(Refused):
    """The file is no backup, not a whole one, or not of this version."""


def restore(place: Path, *, replace: bool, tell: Tell) -> dict[str, Any]:
    """Put a backup in place of what is here; gives its manifest. The database must be at the newest revision.

    Refused unless the portal is empty or `replace` is given. Bytes come first (they overwrite nothing), then all rows
    in one transaction, which is committed only when the ledger verifies against the heads of the backup. The epoch of
    the ledger is renewed and everybody is signed out: what was revoked since the backup must not come alive again.
    """
    try:
        with tarfile.open(place, mode="r:") as archive:
            _may_replace(replace=replace)
            manifest = _manifest(archive)
            _blobs(archive, tell)
            _rows(archive, manifest, tell)
    except BROKEN as error:
        raise NotABackup(
            _("%(file)s cannot be restored: %(why)s", file=place, why=str(error).splitlines()[0])
        ) from error
    shutil.rmtree(current_app.config["DATA_DIR"] / "index", ignore_errors=True)  # search builds it anew
    forget_installation()
    db.session.remove()
    return manifest


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    if MANIFEST not in archive.getnames():
        raise NotABackup(_("This is not a whole backup: it has no manifest."))
    manifest = json.loads(_member(archive, MANIFEST).read(LARGEST_MANIFEST))
    with db.engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    if manifest["format"] != FORMAT or manifest["revision"] != here:
        raise NotABackup(_("This backup was made by another version of Throughline. Restore it with that version."))
    return dict(manifest)


def _may_replace(*, replace: bool) -> None:
    if not replace and db.session.scalar(select(Company.id).limit(1)) is not None:
        raise Refused(_("There is a portal here already. With --replace it is replaced by the backup."))
    db.session.remove()


def _blobs(archive: tarfile.TarFile, tell: Tell) -> None:
    every = [name for name in archive.getnames() if name.startswith("blobs/")]
    for number, name in enumerate(every, start=1):
        found = BLOB.fullmatch(name)
        if found is None:
            raise NotABackup(_("This backup names a file in a way it should not: %(name)s", name=name))
        info = archive.getmember(name)
        stored = blobs().write(found.group(1), _chunks(_member(archive, name)), limit=info.size)
        if stored.sha256 != found.group(2):
            raise NotABackup(_("The bytes of %(name)s were changed.", name=name))
        tell("files", number, len(every))


def _rows(archive: tarfile.TarFile, manifest: dict[str, Any], tell: Tell) -> None:
    with (
        current_app.extensions[EXTENSION].hold(),
        db.engine.connect().execution_options(sqlite_rw=True) as connection,
        connection.begin(),
    ):
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        tables = Base.metadata.sorted_tables
        for number, table in enumerate(tables, start=1):
            said = manifest["tables"][table.name]
            count = load(connection, table, said["columns"], _member(archive, f"rows/{table.name}.jsonl"))
            if count != said["rows"]:
                raise NotABackup(_("Rows of %(table)s are missing.", table=table.name))
            count_on(connection, table)
            tell("rows", number, len(tables))
        _settle(connection, manifest["heads"])


def _settle(connection: Connection, heads: dict[str, str]) -> None:
    forget_installation()
    with Session(bind=connection) as session:
        report = verify(session, against=heads)
        if report.findings:
            first = report.findings[0]
            raise NotABackup(_("Its ledger does not verify: entry %(n)s %(what)s", n=first.seq, what=first.what))
        session.execute(update(Installation).values(ledger_epoch=new_public_id()))
        session.execute(update(SignedInSession).where(SignedInSession.ended_at.is_(None)).values(ended_at=clock()))
        session.execute(update(Proof).where(Proof.used_at.is_(None)).values(used_at=clock()))
        session.flush()


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise NotABackup(_("%(name)s is missing in this backup.", name=name))
    return found


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
