"""How long somebody has waited, counted in the working hours of the one who waits."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.kernel.web.language import count

BEGINS, ENDS = time(9), time(17)
DAY = 8.0  # working hours
LATE = 2 * DAY
WEEKEND = 5
LONGEST = timedelta(days=120)  # beyond it nobody counts hours


def worked(since: datetime, until: datetime, zone: ZoneInfo) -> float:
    """Working hours (Monday to Friday, 9 to 17 in that zone) between two moments."""
    since, until = max(since, until - LONGEST).astimezone(zone), until.astimezone(zone)
    day, hours = since.date(), 0.0
    while day <= until.date():
        if day.weekday() < WEEKEND:
            begins, ends = (datetime.combine(day, edge, tzinfo=zone) for edge in (BEGINS, ENDS))
            hours += max((min(ends, until) - max(begins, since)).total_seconds(), 0) / 3600
        day += timedelta(days=1)
    return hours


def waiting_words(hours: float) -> str:
    """As a sentence: minutes below an hour, hours below a working day, then working days."""
    if hours < 1:
        return count("Waiting %(num)s minute", "Waiting %(num)s minutes", round(hours * 60))
    if hours < DAY:
        return count("Waiting %(num)s hour", "Waiting %(num)s hours", int(hours))
    return count("Waiting %(num)s working day", "Waiting %(num)s working days", int(hours / DAY))
