"""write(): the one door through which rows change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from portal.kernel.db.edge import edge
from portal.kernel.db.engine import db
from portal.kernel.db.lock import EXTENSION, WriteLock

WRITING = "throughline.writing"


@contextmanager
def write() -> Iterator[Session]:
    """Run a block as one transaction: lock, begin, block, flush, seal the ledger, commit; then ring.

    Whatever was loaded before is read again inside. Nothing slow belongs in the block: no parsing, hashing,
    rendering or network. An exception rolls everything back.
    """
    session = db.session()
    if session.info.get(WRITING):
        raise RuntimeError("write() inside write()")
    session.rollback()
    around = edge()
    with cast("WriteLock", current_app.extensions[EXTENSION]).hold():
        session.info[WRITING] = True
        try:
            # SQLite reads this option when it begins; a session that has read before would ignore it.
            session.connection(execution_options={"sqlite_rw": True})
            yield session
            session.flush()
            for step in around.before:
                step(session)
            session.commit()
            done = dict(session.info)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.clear()
    for call in around.after:
        call(done)
