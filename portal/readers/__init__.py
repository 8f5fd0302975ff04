"""What follows the ledger; no feature imports from here."""

from portal.readers import realtime, search, timeline

REGISTER = (timeline.register, search.register, realtime.register)
