"""The door of the socket server: who may open a socket at all, asked before one is open.

A socket holds a thread as long as it lives, Flask's hooks do not stand before it, and the socket server itself asks
who somebody is only once the line is open. Whoever is unknown, or finds the house full, is answered here in plain
HTTP; their page then asks `/since` every few seconds instead.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, session
from werkzeug.exceptions import HTTPException, ServiceUnavailable, Unauthorized

from portal.features.identity.sessions import TOKEN, find_session
from portal.kernel.web.headers import FIXED

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PATH = "/socket.io"
KEPT_FOR_PAGES = 64  # threads that sockets can never take
MOST_EACH = 24  # sockets of one person: many tabs on several devices
COME_BACK = 30  # seconds
HEADERS = FIXED | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store"}


class Door:
    """WSGI around the socket server and the application."""

    def __init__(self, app: Flask, inner: Wsgi) -> None:
        self._app, self._inner = app, inner
        self._most = app.config["THREADS"] - KEPT_FOR_PAGES
        self._lock = threading.Lock()
        self._open: Counter[int] = Counter()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self._inner(environ, start_response)
        answer = _guarded(start_response)
        # Compressing each line costs 130 kB a socket and makes nothing faster: a ring is fifty bytes.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        try:
            person_id = self._enter(environ)
        except HTTPException as refusal:
            return refusal.get_response(environ)(environ, answer)
        try:
            return self._inner(environ, answer)  # returns when the socket is closed
        finally:
            self._leave(person_id)

    def _enter(self, environ: dict[str, Any]) -> int:
        person_id = self._person(environ)
        with self._lock:
            if self._open.total() >= self._most or self._open[person_id] >= MOST_EACH:
                raise ServiceUnavailable(retry_after=COME_BACK)
            self._open[person_id] += 1
        return person_id

    def _leave(self, person_id: int) -> None:
        with self._lock:
            self._open[person_id] -= 1
            self._open += Counter()  # drops those who have none

    def _person(self, environ: dict[str, Any]) -> int:
        with self._app.request_context(environ):
            token = session.get(TOKEN)
            row = find_session(token) if token else None
            if row is None:
                raise Unauthorized
            return row.person_id


def _guarded(start_response: Callable[..., Any]) -> Callable[..., Any]:
    """Every answer that is no socket carries the headers that every page carries."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        given = {name.lower() for name, _value in headers}
        more = [(name, value) for name, value in HEADERS.items() if name.lower() not in given]
        return start_response(status, [*headers, *more], *rest)

    return start
