"""Every setting, with what it is for. `wsgi.py` fills them from the environment; nothing else reads it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DEFAULT_SECRET = "development-only-secret"  # noqa: S105 (refused in production)


class Settings:
    """What all profiles share. Any of these can be set by an environment variable of the same name."""

    # Development shows mail on a page and allows plain HTTP; production refuses both and a default secret.
    PRODUCTION = False
    DEBUG = False
    TESTING = False

    # Where the database, files, index and locks live.
    DATA_DIR = Path("var/data")
    # The address people type, scheme included; the only origin sockets are accepted from.
    PUBLIC_URL = "http://127.0.0.1:8000"
    HOST = "127.0.0.1"
    PORT = 8000
    # Signs cookies and links. Keep it: changing it signs everybody out.
    SECRET_KEY = DEFAULT_SECRET
    # Older secrets that are still accepted while they are replaced, newest first.
    SECRET_KEY_FALLBACKS: tuple[str, ...] = ()
    # How many proxies stand in front and may be believed about address and scheme.
    TRUSTED_PROXIES = 0
    # The demo world is loaded on first start; never in production.
    DEMO = True

    # An empty address means SQLite under DATA_DIR.
    DATABASE_URL = ""
    # Where the bytes of files are kept: empty for `blobs` under DATA_DIR, another folder, or an S3 bucket such as
    # s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-central-1, whose keys are found in the variables
    # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. `flask blobs move` brings what is there already.
    BLOBS_URL = ""
    # Behind nginx: the internal location (docs/nginx.conf) from which nginx gives out answers of at most 4 MB by
    # itself, such as /_blobs/. Rights are asked before each. Larger ones flow through the portal, which asks again
    # every 2 s, so that a download ends with the right to it. Only for files in a folder; empty: nginx gives none.
    X_ACCEL = ""
    # Where search keeps its index: whoosh (files under DATA_DIR) or postgresql (tables of that database). Empty: in
    # PostgreSQL where that is the database, else in files.
    SEARCH_INDEX = ""
    # Sockets and threads of the web process. Sockets are capped at THREADS - 64, so that pages always find one.
    THREADS = 256
    # Uploads and downloads at once, and those of one person: nobody keeps all others waiting. More get a 503 with
    # Retry-After.
    TRANSFERS = 32
    TRANSFERS_EACH = 8

    # The largest file, in bytes, how much one workspace may store, and how much of that one person.
    MAX_FILE_BYTES = 10 * 1024**3
    WORKSPACE_QUOTA_BYTES = 50 * 1024**3
    PERSON_QUOTA_BYTES = 25 * 1024**3
    # How long an unfinished upload waits for its next byte, in hours.
    UPLOAD_HOURS = 48
    # How much one ZIP of several files may hold, in bytes.
    ZIP_MAX_BYTES = 20 * 1024**3
    # The largest body of an ordinary form, in bytes.
    MAX_FORM_BYTES = 1024**2

    # Mail. Without SMTP_HOST mail stays in the outbox (shown on a page in development) and the portal says so.
    SMTP_HOST = ""
    SMTP_PORT = 587
    SMTP_USER = ""
    SMTP_PASSWORD = ""
    SMTP_SECURITY = "starttls"  # starttls, tls or none
    SMTP_TIMEOUT = 20.0  # seconds
    # Certificates to trust for the mail server, as a PEM file; empty trusts what the system trusts.
    SMTP_CA_FILE = ""
    MAIL_FROM = "portal@localhost"
    # How long a post may stay unseen before it is mailed, in seconds.
    UNREAD_MAIL_AFTER = 300

    # The virus scanner every new file is streamed through: the path of clamd's socket, or host:port. Empty: none.
    # While it does not answer, new files wait and nobody can open them.
    CLAMD = ""

    # How long a file stays in the trash, in days.
    TRASH_DAYS = 30
    # Sessions: days without a visit, days at most, hours for administrators, minutes a proof of identity stays fresh.
    SESSION_IDLE_DAYS = 30
    SESSION_MAX_DAYS = 90
    ADMIN_SESSION_HOURS = 12
    FRESH_MINUTES = 10
    INVITATION_DAYS = 14
    # How many files and bytes one link of a file request takes.
    REQUEST_LINK_FILES = 20
    REQUEST_LINK_BYTES = 2 * 1000**3

    # Text extraction runs in a child process with these limits: seconds of CPU, bytes of memory, characters kept.
    PARSER_CPU_SECONDS = 60
    PARSER_MEMORY_BYTES = 1024**3
    PARSER_MAX_CHARS = 2_000_000
    # Pages are drawn by children with the same memory: how many at once in each process, seconds of CPU of each, and
    # how many days drawings are kept that nobody had drawn anew.
    PREVIEWS_AT_ONCE = 2
    PREVIEW_CPU_SECONDS = 20
    PREVIEW_DAYS = 30

    # Rate limits a person or address meets, in the notation of Flask-Limiter.
    RATE_SIGN_IN = "10 per minute; 60 per hour"
    RATE_CODE = "10 per 10 minutes"
    RATE_INVITE = "100 per hour"
    RATE_GIVE = "60 per hour"
    RATE_SEARCH = "120 per minute"
    RATE_POST = "60 per minute"
    RATE_UPLOAD = "6000 per hour"  # uploads begun, each may be a small file of a large folder
    RATELIMIT_STORAGE_URI = "memory://"

    # The languages of the screens; English is shipped.
    LANGUAGES = ("en",)

    # What the socket server runs on: threads, or gevent in the scale-out profile.
    ASYNC_MODE = "threading"
    REDIS_URL = ""


class Embedded(Settings):
    """One command, one machine: SQLite, threads, files and index on disk, one worker subprocess."""


class ScaleOut(Settings):
    """Several processes: PostgreSQL, gevent workers, Redis between them."""

    ASYNC_MODE = "gevent"
    SEARCH_INDEX = "postgresql"


class Testing(Settings):
    """What the test suite runs on: everything real, nothing slow by choice."""

    TESTING = True
    DEMO = False
    PUBLIC_URL = "http://portal.test"
    SECRET_KEY = "testing-only-secret"  # noqa: S105 (tests only)
    RATELIMIT_ENABLED = False


PROFILES: dict[str, type[Settings]] = {"embedded": Embedded, "scale-out": ScaleOut, "testing": Testing}


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the profile named by PROFILE, each replaced by the variable of its name where one is set.

    THROUGHLINE_ENV=production turns PRODUCTION on and the demo off; elsewhere an address that is not set follows PORT.
    A value of the wrong type raises ValueError with its name.
    """
    profile = environ.get("PROFILE", "embedded")
    if profile not in PROFILES:
        raise ValueError(f"PROFILE must be one of {', '.join(PROFILES)}, not {profile}")
    settings = PROFILES[profile]()
    for name in (name for name in dir(settings) if name.isupper()):
        if name in environ:
            setattr(settings, name, _as(type(getattr(settings, name)), name, environ[name]))
    if environ.get("THROUGHLINE_ENV") == "production":
        settings.PRODUCTION, settings.DEMO = True, False
    elif "PORT" in environ and settings.PUBLIC_URL == Settings.PUBLIC_URL:
        settings.PUBLIC_URL = f"http://{settings.HOST}:{settings.PORT}"
    return settings


def child_environment(values: Mapping[str, Any], inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which a child process finds the same settings as its parent, whatever those came from."""
    return {**inherited, **{name: _text(values[name]) for name in names() if name in values}}


def names() -> list[str]:
    """Every setting by name."""
    return [name for name in dir(Settings) if name.isupper()]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _as(kind: type[Any], name: str, text: str) -> object:
    if kind is bool:
        if text.lower() not in ("1", "0", "true", "false", "yes", "no", "on", "off", ""):
            raise ValueError(f"{name} must be 1 or 0, not {text!r}")
        return text.lower() in ("1", "true", "yes", "on")
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return Path(text) if issubclass(kind, Path) else kind(text)
    except ValueError as error:
        raise ValueError(f"{name} must be of type {kind.__name__}, not {text!r}") from error
