"""Times, numbers and sizes as their reader says them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, g

from portal.kernel.web.language import full_time, number, short_time, size, zone
from tests.cast import Cast

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON - timedelta(hours=1, minutes=18), "10:42"),
        (NOON - timedelta(days=1), "Tue 12:00"),
        (NOON - timedelta(days=6), "Thu 12:00"),
        (NOON - timedelta(days=7), "18 Nov"),
        (NOON + timedelta(days=1), "26 Nov"),
        (NOON - timedelta(days=365), "25 Nov 2025"),
    ],
)
def test_near_times_are_short(app: Flask, moment: datetime, words: str) -> None:
    with time_machine.travel(NOON, tick=False), app.test_request_context():
        assert short_time(moment) == words


def test_the_day_is_the_reader_s_day(app: Flask, cast: Cast) -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    with time_machine.travel(NOON, tick=False), app.test_request_context():
        g.person = cast.person("priya")
        g.person.time_zone = "Asia/Tokyo"
        assert short_time(late) == "26 Nov"
        assert full_time(late).startswith("Thursday 26 November 2026, 08:30")


@pytest.mark.parametrize("chosen", ["Nowhere/City", "../../etc/passwd", "", "x" * 5000, "Europe/Berlin\x00"])
def test_a_browser_s_zone_is_believed_only_if_there_is_such_a_zone(app: Flask, chosen: str) -> None:
    with app.test_request_context(headers={"Cookie": f"tz={chosen}"}):
        assert str(zone()) == "UTC"
    with app.test_request_context(headers={"Cookie": "tz=Europe/Berlin"}):
        assert str(zone()) == "Europe/Berlin"


def test_sizes_and_numbers_are_said_as_people_say_them(app: Flask) -> None:
    with app.test_request_context():
        assert [size(count) for count in (0, 312, 999, 1000, 4_200_000, 42_000_000, 3_000_000_000)] == [
            "0 bytes",
            "312 bytes",
            "999 bytes",
            "1 kB",
            "4.2 MB",
            "42 MB",
            "3 GB",
        ]
        assert [number(count) for count in (7, 9999, 12345)] == ["7", "9999", "12,345"]
