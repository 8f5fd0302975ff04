"""Variables every template has. Each is worked out only when a page asks for it, once a request."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g, request, url_for
from sqlalchemy import select
from werkzeug.local import LocalProxy

from portal.edges.frame.header import header
from portal.edges.frame.rail import myself, rail
from portal.features.identity.queries import house
from portal.features.identity.sessions import actor
from portal.kernel.access import Audience, readable
from portal.kernel.db import db
from portal.kernel.ledger.installation import ledger_epoch
from portal.kernel.web.language import language, say


def init_context(app: Flask) -> None:
    """Read heads before the data of a page, and offer the frame to its template."""
    app.before_request(_read_heads)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    if not request:
        return {"lang": "en"}
    person = g.get("person")
    return {
        "lang": language(),
        "theme": (person.theme or "") if person else "",
        "single_keys": not (person and person.settings.get("keys_off")),
        "me": LocalProxy(lambda: _once("me", myself)),
        "rail": LocalProxy(lambda: _once("rail", rail)),
        "ws": LocalProxy(lambda: _once("ws", header)),
        "live": _live(),
        "run_by": LocalProxy(lambda: _once("run_by", _house_name)),
        "footer_links": [(say("What is recorded"), url_for("pages.privacy"))],
    }


def _once(key: str, make: Callable[[], Any]) -> Any:
    made: dict[str, Any] = g.setdefault("frame", {})
    if key not in made:
        made[key] = make()
    return made[key]


def _house_name() -> str:
    vendor = house()
    return vendor.name if vendor else ""


def _read_heads() -> None:
    """Whatever is committed between this and the page's own reading is fetched again, never missed."""
    page = request.method == "GET" and request.accept_mimetypes.accept_html and request.endpoint != "static"
    if page and actor().known and actor().lens_id is None:
        query = select(Audience.public_id, Audience.head_seq).where(Audience.id.in_(readable(actor())))
        g.heads = {row[0]: row[1] for row in db.session.execute(query)}


def _thread() -> str | None:
    """The thread on screen: only its posts are sent as fragments."""
    return str((request.view_args or {}).get("thread_id", "")) or None


def _live() -> dict[str, Any] | None:
    if "heads" not in g or actor().lens_id is not None:  # through a customer's eyes nothing is sent or recorded
        return None
    return {
        "heads": g.heads,
        "epoch": ledger_epoch(db.session()),
        "since_url": url_for("realtime.since", thread=_thread()),
    }
