"""The whole portal in one file, and back: rows as text, bytes of files, heads of the ledger.

The same file restores into SQLite and PostgreSQL. A backup is a snapshot taken while people work; a restore is one
transaction that is committed only after the ledger in it has been verified.
"""

from portal.edges.backup.restoring import NotABackup, restore
from portal.edges.backup.saving import save

__all__ = ["NotABackup", "restore", "save"]
