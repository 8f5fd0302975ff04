"""Pieces of pages that are remembered: a template filled with plain values gives the same HTML to everybody.

What a reader may see and do is decided before, and stands in the values; they are the whole key, with the reader's
language, time zone and day. So nobody is shown what another's rights made.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from typing import Any

from flask import current_app, g

from portal.kernel.db import now
from portal.kernel.web.language import language, zone
from portal.kernel.web.templates import form_token

_KEY = "throughline.fragments"
MOST = 2000  # pieces an application remembers; a post takes about 6 kB
# Stands for the reader's form token in what is remembered. It never leaves this process, so no text can contain it.
_TOKEN = secrets.token_urlsafe(32)


class Fragments:
    """The pieces of one application, the longest unused going first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, str] = OrderedDict()

    def get(self, key: Hashable) -> str | None:
        """The piece of that key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, html: str) -> None:
        """Remember a piece."""
        with self._lock:
            self._kept[key] = html
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)


def remembered(template: str, **values: Any) -> str:
    """The template filled with these values and nothing else: words, numbers, moments, and dicts and lists of them."""
    kept: Fragments = current_app.extensions.setdefault(_KEY, Fragments())
    there, token = zone(), form_token()
    key = (template, language(), there.key, now().astimezone(there).date(), _frozen(values))
    html = kept.get(key)
    if html is None:
        html = _render(template, values, token)
        kept.keep(key, html)
    return html.replace(_TOKEN, token)


def moment_html(at: datetime) -> str:
    """A moment as `components/time.html` writes it, for what is remembered without it."""
    macros: Any = current_app.jinja_env.get_template("components/time.html").module
    return str(macros.moment(at))


def _render(template: str, values: dict[str, Any], token: str) -> str:
    g.csrf_token = _TOKEN
    try:
        return current_app.jinja_env.get_template(template).render(values)
    finally:
        g.csrf_token = token


def _frozen(value: Any) -> Hashable:
    if isinstance(value, dict):
        return (*value, *map(_frozen, value.values()))
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    hash(value)  # raises for what could change under its key
    return value  # type: ignore[no-any-return]  # hashable, as asked
