"""What follows the ledger; no feature imports from here."""

from portal.readers import realtime, timeline

REGISTER = (timeline.register, realtime.register)
