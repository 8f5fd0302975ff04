"""What each person wishes to be mailed, and when."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app
from flask_babel import lazy_gettext as _

from portal.features.identity.models import Person
from portal.readers.notifications.models import Reason

UNDO = timedelta(seconds=8)  # a post can be withdrawn that long before anybody is told
MORNING = time(8)
SETTING = "mail"
QUIET = "quiet"
REQUESTS = "requests"  # settings beside those about posts
SEARCHES = "searches"


class Pace(StrEnum):
    """How soon a mail comes."""

    NOW = "now"
    SOON = "soon"
    DAILY = "daily"
    NEVER = "never"


DEFAULTS: dict[str, Pace] = {
    Reason.MENTION: Pace.NOW,
    Reason.ANSWER: Pace.NOW,
    Reason.QUESTION: Pace.SOON,
    Reason.UNREAD: Pace.SOON,
    REQUESTS: Pace.NOW,
    SEARCHES: Pace.NOW,
}

# The settings as the page asks them; the one about customers' questions is for staff.
SETTINGS = (
    (Reason.MENTION, _("Somebody mentions you"), _("A post that names you")),
    (Reason.ANSWER, _("An answer to your question"), _("Replies to a question you asked, and accepted answers")),
    (Reason.QUESTION, _("A customer asks"), _("A question nobody of your team has taken up")),
    (Reason.UNREAD, _("New posts you have not seen"), _("In threads you follow, and announcements")),
    (SEARCHES, _("Searches you keep find something new"), _("Those you want mail about; each says how soon")),
    (REQUESTS, _("Files are asked of you, or came for you"), _("With reminders before and after the last day")),
)
PACES = (
    (Pace.NOW, _("At once")),
    (Pace.SOON, _("After 5 minutes, bundled")),
    (Pace.DAILY, _("Once a day at 8:00")),
    (Pace.NEVER, _("Never")),
)


def typed(form: Mapping[str, str]) -> dict[str, Pace]:
    """The paces chosen in a form; a setting without one, or with an unknown word, is left as it is."""
    return {kind: Pace(form[kind]) for kind in DEFAULTS if form.get(kind) in set(Pace)}


def setting_of(reason: str) -> str:
    """The setting that decides about a reason: an accepted answer goes with the answers."""
    return Reason.ANSWER if reason == Reason.ACCEPTED else reason


def pace_of(person: Person, reason: str) -> Pace:
    """How soon this person wants to hear of such a post."""
    kind = setting_of(reason)
    chosen = _chosen(person).get(kind, "")
    return Pace(chosen) if chosen in set(Pace) else DEFAULTS[kind]


def is_quiet(person: Person, workspace_id: str) -> bool:
    """Whether this person wants no mail of that workspace (public id)."""
    return workspace_id in _chosen(person).get(QUIET, [])


def due_at(person: Person, reason: str, *, said_at: datetime) -> datetime | None:
    """When a mail about a post said then may leave; None for never."""
    return due_by(person, pace_of(person, reason), said_at=said_at)


def due_by(person: Person, pace: Pace, *, said_at: datetime) -> datetime | None:
    """The same for a pace."""
    after = {Pace.NOW: UNDO, Pace.SOON: max(UNDO, window())}
    if pace in after:
        return said_at + after[pace]
    return _next_morning(person, said_at + UNDO) if pace is Pace.DAILY else None


def window() -> timedelta:
    """How long a post stays unseen before it is mailed; one person gets no two bundles within it."""
    return timedelta(seconds=current_app.config["UNREAD_MAIL_AFTER"])


def zone_of(person: Person) -> str:
    """Where the person lives, as far as they have said."""
    return person.time_zone if person.time_zone and person.time_zone in available_timezones() else "UTC"


def choose(person: Person, paces: Mapping[str, Pace], *, quiet: Iterable[str] | None = None) -> None:
    """Store wishes; those not named stay. `quiet` are the workspaces (public ids) that send no mail."""
    chosen = _chosen(person) | {str(kind): str(pace) for kind, pace in paces.items()}
    if quiet is not None:
        chosen[QUIET] = sorted(set(quiet))
    person.settings = (person.settings or {}) | {SETTING: chosen}


def _chosen(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = (person.settings or {}).get(SETTING, {})
    return found


def _next_morning(person: Person, moment: datetime) -> datetime:
    """Eight o'clock where the person lives."""
    zone = ZoneInfo(zone_of(person))
    here = moment.astimezone(zone)
    today = datetime.combine(here.date(), MORNING, zone)
    return today if today > here else datetime.combine(here.date() + timedelta(days=1), MORNING, zone)
