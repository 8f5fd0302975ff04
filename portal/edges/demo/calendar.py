"""When things happened in the demo world: counted back from the day it is loaded, so that it is always recent."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

AGO = re.compile(r"(\d+)(m|h)")
DAY = re.compile(r"(\d+) (\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Calendar:
    """`loaded` is the moment of loading, aware."""

    loaded: datetime

    def at(self, words: str) -> datetime:
        """`25m` and `3h` before now; `12 08:14` is the twelfth working day before today, at that time."""
        ago, day = AGO.fullmatch(words), DAY.fullmatch(words)
        if ago:
            return self.loaded - span(words)
        if day is None:
            raise ValueError(f"Not a time of the demo world: {words!r}")
        found, left = self.loaded, int(day.group(1))
        while left:
            found -= timedelta(days=1)
            left -= found.weekday() < 5
        return found.replace(hour=int(day.group(2)), minute=int(day.group(3)), second=found.second)


def span(words: str) -> timedelta:
    """How long `25m` or `3h` is."""
    found = AGO.fullmatch(words)
    if found is None:
        raise ValueError(f"Not a span of the demo world: {words!r}")
    return timedelta(minutes=int(found.group(1)) * (60 if found.group(2) == "h" else 1))
