"""A busy database, as people meet it: the request is done again where that is safe, else the form comes back."""

from typing import Any

import structlog
from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import ServiceUnavailable

from portal.kernel.db import db, edge
from portal.kernel.db.busy import PAUSES, busy, clashed, pause
from portal.kernel.web.errors import answer_error

log = structlog.get_logger()
BACK = 3  # seconds
COMMITTED, TURN = "request_committed", "request_turn"
READ_AGAIN = ("", "application/x-www-form-urlencoded", "application/json")  # other bodies are gone once they were read


def init_busy(app: Flask) -> None:
    """Answer for a database that is busy with others; other errors of it stay errors."""
    app.register_error_handler(DBAPIError, _busy)
    with app.app_context():
        edge().after.append(_note)


def _note(_done: dict[Any, Any]) -> None:
    if has_request_context():
        setattr(g, COMMITTED, True)


def _busy(error: DBAPIError) -> Any:
    if not busy(error):
        raise error
    turn = g.get(TURN, 0)
    log.warning("database_busy", what=str(error.orig).partition("\n")[0], endpoint=request.endpoint, turn=turn)
    db.session.rollback()
    if clashed(error) and turn < len(PAUSES) and not g.get(COMMITTED) and request.mimetype in READ_AGAIN:
        setattr(g, TURN, turn + 1)
        pause(turn)
        return _once_more()
    return answer_error(ServiceUnavailable(retry_after=BACK), template="busy", kept=_typed(), partly=g.get(COMMITTED))


def _once_more() -> Any:
    """From the beginning, rights included: nothing of the first try is there."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's own way)
    try:
        answer = app.preprocess_request()
        return app.dispatch_request() if answer is None else answer
    except Exception as other:  # noqa: BLE001 (given to the handlers, as Flask does with what a view raises)
        return app.handle_user_exception(other)


def _typed() -> list[tuple[str, str]]:
    """What was typed, to be sent once more by a button; nothing where it holds a password or a file."""
    fields = list(request.form.items(multi=True)) if request.mimetype in READ_AGAIN else []
    return (
        []
        if any("password" in name for name, _value in fields)
        else [(name, value) for name, value in fields if name != "csrf_token"]
    )
