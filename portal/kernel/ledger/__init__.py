"""The append-only, hash-chained record of everything that happened.

A service changes rows and calls `record(KIND, …)`; the commit numbers and chains the entries of each audience. Whoever
wants to know (timeline, search, mail, sockets) reads entries after their own cursor.
"""

from portal.kernel.ledger.chain import canonical
from portal.kernel.ledger.doorbell import Doorbell, doorbell
from portal.kernel.ledger.due import due_audiences, entries_after, mark_all_due, number_of, settle
from portal.kernel.ledger.guards import guarded, guards
from portal.kernel.ledger.kinds import VOCABULARY, Kind
from portal.kernel.ledger.models import Due, Entry, EntryText, Installation, ReaderCursor
from portal.kernel.ledger.record import SYSTEM, record
from portal.kernel.ledger.seal import init_ledger
from portal.kernel.ledger.verify import Finding, Report, verify

__all__ = [
    "SYSTEM",
    "VOCABULARY",
    "Doorbell",
    "Due",
    "Entry",
    "EntryText",
    "Finding",
    "Installation",
    "Kind",
    "ReaderCursor",
    "Report",
    "canonical",
    "doorbell",
    "due_audiences",
    "entries_after",
    "guarded",
    "guards",
    "init_ledger",
    "mark_all_due",
    "number_of",
    "record",
    "settle",
    "verify",
]
