"""The shapes of an answer: a whole page, a Turbo Stream fragment, or JSON."""

from flask import Response, make_response, redirect, request

TURBO = "text/vnd.turbo-stream.html"


def wants_json() -> bool:
    """Whether the caller asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json", TURBO])
    return best == "application/json"


def wants_stream() -> bool:
    """Whether the caller can take Turbo Stream fragments."""
    return TURBO in request.headers.get("Accept", "")


def stream(html: str, *, status: int = 200) -> Response:
    """An answer of Turbo Stream fragments."""
    return make_response(html, status, {"Content-Type": f"{TURBO}; charset=utf-8"})


def see_other(address: str) -> Response:
    """After a POST: go and look there."""
    return make_response(redirect(address, code=303))
