"""Tables and transactions.

`Base` is the one declarative base, `db` the Flask-SQLAlchemy handle on it, and `write()` the only way to change rows:
it takes the write lock, begins, runs the block, seals the ledger and commits.
"""

from portal.kernel.db.base import Base, Id, Moment, PublicId, clock, new_public_id, now, telling_of, told_of
from portal.kernel.db.edge import Edge, edge
from portal.kernel.db.engine import db, init_db
from portal.kernel.db.repoint import repoint
from portal.kernel.db.write import write

__all__ = [
    "Base",
    "Edge",
    "Id",
    "Moment",
    "PublicId",
    "clock",
    "db",
    "edge",
    "init_db",
    "new_public_id",
    "now",
    "repoint",
    "telling_of",
    "told_of",
    "write",
]
