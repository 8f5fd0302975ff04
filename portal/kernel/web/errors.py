"""Errors as people meet them: what happened, what is safe, what to do. Never a trace."""

from typing import Any

import structlog
from flask import Flask, jsonify, render_template
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import BadRequest, Conflict, HTTPException, ServiceUnavailable, UnprocessableEntity

from portal.kernel.blobs import StoreFailed
from portal.kernel.web.respond import wants_json

log = structlog.get_logger()
STORE_BACK = 30  # seconds
CODES = (400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)


class Refused(UnprocessableEntity):
    """A kind refusal of what was typed: the message is shown where the person is, and nothing they typed is lost."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def init_errors(app: Flask) -> None:
    """Answer every error in the shape that was asked for. What nobody expected is logged by Flask, as a 500."""
    app.register_error_handler(HTTPException, answer_error)
    app.register_error_handler(CSRFError, lambda _error: answer_error(BadRequest("csrf")))
    app.register_error_handler(IntegrityError, _at_once)
    app.register_error_handler(StoreFailed, _no_store)


def _at_once(error: IntegrityError) -> Any:
    """Two did the same at the same moment, and the other was first: nothing was changed, and trying again shows it."""
    log.warning("two_at_once", what=str(error.orig).partition("\n")[0])  # what follows names the row, with its words
    return answer_error(Conflict())


def _no_store(error: StoreFailed) -> Any:
    """The files cannot be reached for now; all else goes on."""
    log.error("store_failed", what=str(error))
    return answer_error(ServiceUnavailable(retry_after=STORE_BACK))


def answer_error(error: HTTPException, *, template: str = "", **shown: object) -> Any:
    """The error as JSON or as a page: of that name under errors/, else of its code."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    headers = [item for item in error.get_headers() if item[0].lower() == "retry-after"]
    message = error.message if isinstance(error, Refused) else ""
    if wants_json():
        body = {"status": code, "error": message or error.name}
        return jsonify(body | ({"field": error.field} if isinstance(error, Refused) else {})), code, headers
    try:
        return render_template(f"errors/{template or code}.html", message=message, **shown), code, headers
    except TemplateNotFound:
        return render_template("errors/any.html", code=code, message=message), code, headers
