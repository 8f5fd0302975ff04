"""What follows the ledger; no feature imports from here."""

from portal.readers import notifications, realtime, search, timeline

REGISTER = (timeline.register, search.register, realtime.register, notifications.register)
