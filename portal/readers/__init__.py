"""What follows the ledger; no feature imports from here."""

from portal.readers import notifications, realtime, saved, search, timeline

REGISTER = (timeline.register, search.register, saved.register, realtime.register, notifications.register)
