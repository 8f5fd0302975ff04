"""The signed key in a mail's links: lets whoever holds the mail turn mail down, and nothing else."""

from typing import Any, NamedTuple

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from portal.kernel.access import NotFound

SALT = "notifications.unsubscribe"


class Key(NamedTuple):
    """Whose mail it was, the settings it came by, and its thread if it was of one; all by public id."""

    person: str
    kinds: list[str]
    thread: str


def make_key(key: Key) -> str:
    """The key as a part of an address. It does not expire: mail is kept for years."""
    return str(_signer().dumps(list(key)))


def open_key(token: str) -> Key:
    """What a key says; NotFound for one that was not made here."""
    try:
        held: Any = _signer().loads(token)
        return Key(*held)
    except (BadSignature, TypeError) as error:
        raise NotFound from error


def _signer() -> URLSafeSerializer:
    config = current_app.config
    return URLSafeSerializer([*reversed(config["SECRET_KEY_FALLBACKS"]), config["SECRET_KEY"]], salt=SALT)
