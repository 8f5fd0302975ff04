"""Languages, time zones, and how times and sizes read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask, current_app, g, request
from flask_babel import Babel, gettext, ngettext, refresh

from portal.kernel.db import now

babel = Babel()
_said: dict[tuple[str, str], str] = {}  # texts without values, by language
ZONES = frozenset(available_timezones())  # asked once: it searches folders of the machine each time
THOUSAND = 1000
TEN_THOUSAND = 10_000


def init_language(app: Flask) -> None:
    """Choose language and zone by the reader, and give templates their filters."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=language, timezone_selector=lambda: str(zone()))
    app.jinja_env.filters.update(
        short_time=short_time, clock=clock, full_time=full_time, full_date=full_date, day=day, size=size, number=number
    )


def language() -> str:
    """The reader's language: their own choice, else what the browser asks for, among those shipped."""
    shipped: tuple[str, ...] = current_app.config["LANGUAGES"]
    if len(shipped) == 1:
        return shipped[0]
    person = g.get("person")
    if person is not None and person.language in shipped:
        return str(person.language)
    return request.accept_languages.best_match(shipped) or shipped[0] if request else shipped[0]


def house_language() -> str:
    """The first of the languages shipped."""
    return str(current_app.config["LANGUAGES"][0])


def locale() -> str:
    """For dates and numbers: British forms for plain English, as on the design's screens."""
    found = language()
    return "en_GB" if found == "en" else found


def zone() -> ZoneInfo:
    """The reader's time zone; UTC until they chose one or their browser told."""
    person = g.get("person") if request else None
    chosen = (person.time_zone if person is not None else None) or (request.cookies.get("tz") if request else None)
    return ZoneInfo(chosen) if chosen in ZONES else ZoneInfo("UTC")


@contextmanager
def speaking_to(person: Any) -> Iterator[None]:
    """Outside of requests: words, times and addresses as on a page this person asks for."""
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        g.person = person
        refresh()
        try:
            yield
        finally:
            g.pop("person", None)
            refresh()


def today() -> date:
    """The day it is where the reader is."""
    return now().astimezone(zone()).date()


def short_time(moment: datetime) -> str:
    """Today "10:42", within six days "Wed 16:05", this year "12 Nov", else "12 Nov 2025"."""
    there = zone()
    return _short(moment.replace(second=0, microsecond=0), now().astimezone(there).date(), there, locale())


def clock(moment: datetime) -> str:
    """Only the hour: "10:42"."""
    return format_time(moment.astimezone(zone()), "HH:mm", locale=locale())


def full_time(moment: datetime) -> str:
    """Date, time and zone in full."""
    return _full(moment.replace(second=0, microsecond=0), zone(), locale())


def mail_time(moment: datetime) -> str:
    """For what is read on another day: "Wed 25 Nov, 10:42 GMT"."""
    return format_datetime(moment, "EEE d MMM, HH:mm z", tzinfo=zone(), locale=locale())


def full_date(moment: datetime) -> str:
    """The day in words: "Thursday 19 November"."""
    return format_date(moment.astimezone(zone()), "EEEE d MMMM", locale=locale())


def day(when: date) -> str:
    """A day of a calendar: "Thu 3 Dec", with the year when it is another."""
    shape = "EEE d MMM" if when.year == now().astimezone(zone()).year else "EEE d MMM y"
    return format_date(when, shape, locale=locale())


def days_late(due: date | None) -> str:
    """How long a last day is over where the reader is; empty while it is not, and without one."""
    if due is None or due >= today():
        return ""
    return count("%(num)s day late", "%(num)s days late", (today() - due).days)


def number(value: float) -> str:
    """Up to a thousand in full; from ten thousand with separators."""
    return str(value) if abs(value) < TEN_THOUSAND else format_decimal(value, locale=locale())


def size(count: int) -> str:
    """Bytes as people say them: "312 bytes", "4.2 MB"."""
    if count < THOUSAND:
        return str(gettext("%(n)s bytes", n=count))
    value, unit = float(count), ""
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007 (the last one is used)
        value /= THOUSAND
        if value < THOUSAND:
            break
    return f"{format_decimal(value, '0.#' if value < 10 else '0', locale=locale())} {unit}"


def say(text: str, /, **values: object) -> str:
    """The text in the reader's language, with its values put in."""
    if values:
        return str(gettext(text, **values))
    key = (language(), text)
    if key not in _said:
        _said[key] = str(gettext(text))
    return _said[key]


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """The form of a text that fits a number, given as `%(num)s`."""
    return str(ngettext(one, many, number, **values))


# A page says each of its times twice, and the same ones to every reader; Babel takes longer than the rest of the line.
@lru_cache(maxsize=8192)
def _short(moment: datetime, today: date, there: ZoneInfo, where: str) -> str:
    here = moment.astimezone(there)
    clock = format_time(here, "HH:mm", locale=where)
    if here.date() == today:
        return clock
    if timedelta(0) < today - here.date() < timedelta(days=7):
        return f"{format_date(here, 'EEE', locale=where)} {clock}"
    return format_date(here, "d MMM" if here.year == today.year else "d MMM y", locale=where)


@lru_cache(maxsize=8192)
def _full(moment: datetime, there: ZoneInfo, where: str) -> str:
    return format_datetime(moment, "EEEE d MMMM y, HH:mm z", tzinfo=there, locale=where)
